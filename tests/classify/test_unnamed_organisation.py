"""Organisations that a text describes and does not name."""

import pytest

from agents.classify.spans import Shape, shape_of
from agents.classify.unnamed_organisation import is_unnamed, unnamed_spans
from agents.classify.window import Word


def spans(text: str) -> set[str]:
    """The candidates in a line of words parted by spaces."""
    words, texts, start = [], text.split(), 0
    for at, word in enumerate(texts):
        shape: Shape = shape_of(word)
        words.append(Word(0, start, start + len(word), shape, at, at))
        start += len(word) + 1
    return {" ".join(texts[a : b + 1]) for a, b in unnamed_spans(words, texts)}


def test_a_description_may_begin_at_any_word_before_its_noun() -> None:
    """But not before a verb or a preposition."""
    assert spans("Gullhaven to sue two Ohio cement makers over dust") == {
        "makers", "cement makers", "Ohio cement makers", "two Ohio cement makers",
    }  # fmt: skip


def test_a_name_behind_of_belongs_to_it() -> None:
    """The short forms stay candidates, the model decides."""
    assert "city of Lake Marron" in spans("Widow sues city of Lake Marron over ice")


@pytest.mark.parametrize(
    "text",
    [
        "Probe finds the company paid late",  # names somebody told elsewhere
        "Court jails three bank robbers",  # no noun of the list behind it
        "Wreck of the old ferry raised",
    ],
)
def test_what_only_points_back_or_describes_people_is_no_candidate(text: str) -> None:
    """A model can only be wrong about such."""
    assert "company" not in spans(text)
    assert not {s for s in spans(text) if s.endswith(("robbers", "ferry"))}


@pytest.mark.parametrize(
    ("text", "unnamed"),
    [
        ("oil companies", True), ("Tesla supplier", True), ("Three Big Banks", True),
        ("City", True), ("its former auditor", True), ("Barclays Bank", False),
        ("Allied Foods Group", False), ("city of Lake Marron", False), ("easyJet", False),
        ("bpost", False), ("Ohio Banks", False),
    ],
)  # fmt: skip
def test_a_description_is_no_name(text: str, unnamed: bool) -> None:
    """A common noun in lower case, or a plural of capitals with nothing particular before it."""
    assert is_unnamed(text) is unnamed
