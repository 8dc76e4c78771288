"""Texts as the tests of reading write them: items, and lines of words parted by spaces."""

import datetime as dt
from collections.abc import Iterable

from agents.classify.spans import Span, shape_of
from agents.classify.window import Word
from schemas.item import Item


def item(title: str, summary: str = "", body: str = "", **more: object) -> Item:
    """An item of one June day in 2021."""
    published = dt.datetime(2021, 6, 4, 9, tzinfo=dt.UTC)
    return Item(id="i", title=title, summary=summary, body=body, published=published, **more)


def words_of(line: str) -> tuple[list[Word], list[str]]:
    """The words of `line` with their places, and their texts."""
    texts, words, start = line.split(), [], 0
    for at, text in enumerate(texts):
        words.append(Word(0, start, start + len(text), shape_of(text), at, at))
        start += len(text) + 1
    return words, texts


def cut(texts: list[str], spans: Iterable[Span]) -> set[str]:
    """What the spans hold."""
    return {" ".join(texts[a : b + 1]) for a, b in spans}
