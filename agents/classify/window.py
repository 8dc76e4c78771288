"""What the encoder sees: a stretch of text as words, pieces, known names, sums and candidates.

In: parts of cleaned fields (a title and a summary, or a title and some sentences of a body).
Out: `Window`: arrays of piece ids with casing and name type beside each, and the candidate spans
that could be an organisation, as pairs of word positions. Sums become one token that tells only
their magnitude, so that the model learns from how a sum stands and not from its digits; words of
the other five languages become their English gloss. Training and reading share this module.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from agents.classify.cleaning import Field
from agents.classify.gloss import gloss_of
from agents.classify.money import Money, Use, find_money
from agents.classify.places import find_places
from agents.classify.registry.companies import NameHit
from agents.classify.spans import Shape, Span, candidates, shape_of
from agents.classify.unnamed_organisation import unnamed_spans

Pieces = Callable[[str], Sequence[int]]
Find = Callable[[str], Sequence[NameHit]]

CLS, SEP, UNKNOWN, FIRST_SUM = (
    101,
    102,
    100,
    1,
)  # the vocabulary's own ids; 1..99 are its unused ones
MAX_PIECES = 256
MOST_PIECES = 12  # of one word
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
PLAIN, COMPANY, DOUBTFUL, AUTHORITY, PLACE, SUM = range(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Text from one field: `text` is field[start:end]."""

    field: Field
    start: int
    text: str


class Word(NamedTuple):
    """One word of part number `part`, at text[start:end] of that part."""

    part: int
    start: int
    end: int
    shape: Shape
    first: int  # position of its first piece
    last: int

    @classmethod
    def at(
        cls, window: "Window", part: int, stretch: tuple[int, int], shape: Shape, pieces: int
    ) -> "Word":
        """The next word of `window`, of so many pieces."""
        (start, end), first = stretch, len(window.ids)
        size = min(max(pieces, 1), MOST_PIECES)
        return cls(part=part, start=start, end=end, shape=shape, first=first, last=first + size - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A registry name over words first..last."""

    first: int
    last: int
    hit: NameHit


@dataclass(slots=True, kw_only=True)
class Window:
    """See the module's docstring. The four lists of ints are as long as there are pieces."""

    parts: Sequence[Part]
    words: list[Word] = field(default_factory=list)
    ids: list[int] = field(default_factory=lambda: [CLS])
    shapes: list[int] = field(default_factory=lambda: [0])
    types: list[int] = field(default_factory=lambda: [PLAIN])
    segments: list[int] = field(default_factory=lambda: [0])
    known: list[Known] = field(default_factory=list)
    sums: list[tuple[int, Money]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def text(self, span: Span) -> str:
        """A span as written."""
        first, last = self.words[span[0]], self.words[span[1]]
        return self.parts[first.part].text[first.start : last.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """What a text is looked at through: the registry, the vocabulary, its language and dollar."""

    find: Find
    pieces: Pieces
    lang: str = "en"
    dollar: str = "USD"


def build(parts: Sequence[Part], lens: Lens) -> Window:
    """The window over `parts`, cut off at `MAX_PIECES`."""
    window = Window(parts=parts)
    for at, part in enumerate(parts):
        _add_part(window, at, part, lens)
    texts = _texts(window)
    spans = {*candidates(window.words, window.known, texts)}
    spans.update(unnamed_spans(window.words, texts))
    window.spans = sorted(spans)
    return window


def _texts(window: Window) -> list[str]:
    return [window.parts[w.part].text[w.start : w.end] for w in window.words]


def _add_part(window: Window, at: int, part: Part, lens: Lens) -> None:
    text, lang = part.text, lens.lang
    bare = None if lang == "en" else "EUR"
    sums = find_money(text, dollar=lens.dollar, bare=bare, beside=_currency(window))
    hits = [hit for hit in lens.find(text) if not _touches(hit, sums)]
    types, offset = _types(text, hits), len(window.words)
    due = list(reversed(sums))
    for match in _WORD.finditer(text):
        start = match.start()
        if len(window.ids) >= MAX_PIECES - 1:
            break
        while due and due[-1].end <= start:
            due.pop()
        if due and start >= due[-1].start:
            _add_sum(window, at, due[-1])
            continue
        word = match.group()
        ids = lens.pieces(gloss_of(word, lang) if lang != "en" else word)
        _add_word(
            window,
            Word.at(window, at, match.span(), shape_of(word), len(ids)),
            ids,
            types.get(start, PLAIN),
        )
    _close(window, min(at, 1))
    _mark_known(window, offset, hits)


def _currency(window: Window) -> str | None:
    """The one currency of the sums so far, if there is one: a bare sum beside them shares it."""
    used = {m.currency for _, m in window.sums if m.use in {Use.AMOUNT, Use.REPLACED}}
    return used.pop() if len(used) == 1 else None


def _touches(hit: NameHit, sums: Sequence[Money]) -> bool:
    return any(money.start < hit.end and hit.start < money.end for money in sums)


def _add_sum(window: Window, part: int, money: Money) -> None:
    """A sum is one word, added when its first word is met."""
    if not window.sums or window.sums[-1][1] is not money:
        window.sums.append((len(window.words), money))
        word = Word.at(window, part, (money.start, money.end), Shape.SUM, 1)
        _add_word(window, word, [_sum_piece(money)], SUM)


def _types(text: str, hits: Sequence[NameHit]) -> dict[int, int]:
    types = {}
    for start, end, _ in find_places(text):
        types.update(dict.fromkeys(range(start, end), PLACE))
    for hit in hits:
        kind = AUTHORITY if hit.kind != "company" else DOUBTFUL if hit.ambiguous else COMPANY
        types.update(dict.fromkeys(range(hit.start, hit.end), kind))
    return types


def _sum_piece(money: Money) -> int:
    return FIRST_SUM + min(len(str(int(money.amount))), 14)


def _add_word(window: Window, word: Word, ids: Sequence[int], kind: int) -> None:
    ids = list(ids)[:MOST_PIECES] or [UNKNOWN]
    window.words.append(word)
    window.ids.extend(ids)
    window.shapes.extend([int(word.shape)] * len(ids))
    window.types.extend([kind] * len(ids))
    window.segments.extend([min(word.part, 1)] * len(ids))


def _close(window: Window, segment: int) -> None:
    window.ids.append(SEP)
    window.shapes.append(0)
    window.types.append(PLAIN)
    window.segments.append(segment)


def _mark_known(window: Window, offset: int, hits: Sequence[NameHit]) -> None:
    for hit in hits:
        inside = [
            at
            for at in range(offset, len(window.words))
            if window.words[at].start < hit.end and window.words[at].end > hit.start
        ]
        if inside:
            window.known.append(Known(first=inside[0], last=inside[-1], hit=hit))
