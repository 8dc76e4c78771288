"""Which runs of words could name an organisation.

In: the words of a window with the registry's hits. Out: candidate spans (first and last word, both
included). Generous: every run that starts and ends with a capital and holds nothing but capitals
and the small words that names are joined by, or that a legal form ends; the model decides. A piece
of a name the registry knows is never a candidate, so half a name cannot win.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Protocol

Span = tuple[int, int]
MAX_WORDS = 12
MAX_CAPITALS = 8


class Shape(IntEnum):
    """How a word is written; the encoder's vocabulary has lost this."""

    NONE = 0
    LOWER = 1
    CAPITAL = 2
    UPPER = 3
    MIXED = 4
    DIGITS = 5
    MARK = 6
    SUM = 7


class Placed(Protocol):
    """A word with its part, its place in the part's text, and how it is written."""

    @property
    def part(self) -> int:
        """The number of its part."""
        ...

    @property
    def start(self) -> int:
        """Where it begins in the part."""
        ...

    @property
    def end(self) -> int:
        """Where it ends."""
        ...

    @property
    def shape(self) -> Shape:
        """How it is written."""
        ...


class _Hit(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def ambiguous(self) -> bool: ...


class _KnownSpan(Protocol):
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...
    @property
    def hit(self) -> _Hit: ...


NAMING = {Shape.CAPITAL, Shape.UPPER, Shape.MIXED}
_JOINS_LIST = (
    "of the and & de la le les des du del della di da do dos und et y e i van von der den for on "
    "in für per à - ' ’ . , / + ! s l d o @ : ( ) to a &"
)
_JOINS = frozenset(_JOINS_LIST.split())
_NO_START_LIST = (
    "the a an and or of in on for with to from by at as is it he she they we i but after how why "
    "what when who this that these his her its if not no new"
)
_NO_START = frozenset(_NO_START_LIST.split())
_HEADS_LIST = (
    "unit units subsidiary subsidiaries owner parent branch division bank banks union firm group "
    "county board school university hospital municipality council agency regulator department "
    "administrators insurers company companies airline restaurant studios"
)
_HEADS = frozenset(_HEADS_LIST.split())
_FORMS_LIST = "s srl spa sl gmbh kg ag ltd limited llc inc plc sa sas sarl bv nv ab oy aps kft doo"
_FORMS = frozenset(_FORMS_LIST.split())


def shape_of(word: str) -> Shape:
    """How `word` is written."""
    if word.isdigit():
        return Shape.DIGITS
    if not word[0].isalnum():
        return Shape.MARK
    if word.islower():
        return Shape.LOWER
    if word.isupper():
        return Shape.UPPER if len(word) > 1 else Shape.CAPITAL
    if word[0].isupper() and word[1:].islower():
        return Shape.CAPITAL
    return Shape.MIXED if any(c.isupper() for c in word) else Shape.LOWER


def candidates(
    words: Sequence[Placed], known: Sequence[_KnownSpan], texts: Sequence[str]
) -> list[Span]:
    """Candidate spans in order of first word, then of length."""
    whole = [(k.first, k.last) for k in known if not k.hit.ambiguous]
    inside = {at: span for span in whole for at in range(span[0], span[1] + 1)}
    found = {(k.first, k.last) for k in known if k.hit.kind == "company"}
    for first in range(len(words)):
        if _may_start(words, texts, first):
            found.update(span for span in _from(words, texts, first) if not _cuts(span, inside))
    return sorted(found)


def _may_start(words: Sequence[Placed], texts: Sequence[str], at: int) -> bool:
    shape = words[at].shape
    if shape in NAMING:
        return (
            texts[at].lower() not in _NO_START
            or texts[at].isupper()
            or (at + 1 < len(words) and words[at + 1].shape in NAMING)
        )
    return (
        shape is Shape.DIGITS
        and at + 1 < len(words)
        and (words[at + 1].shape in NAMING and words[at + 1].part == words[at].part)
    )


def _from(words: Sequence[Placed], texts: Sequence[str], first: int) -> list[Span]:
    spans, capitals = [], 0
    for last in range(first, min(first + MAX_WORDS, len(words))):
        if words[last].part != words[first].part or words[last].shape is Shape.SUM:
            break
        naming = words[last].shape in NAMING
        capitals += naming
        if capitals > MAX_CAPITALS:
            break
        if naming or (last > first and _may_end(words, texts, last)):
            spans.append((first, last))
        elif not _goes_on(words, texts, last):
            break
        if _ends_sentence(words, texts, last):
            break
    return spans


def _goes_on(words: Sequence[Placed], texts: Sequence[str], at: int) -> bool:
    joins = words[at].shape is Shape.DIGITS or texts[at].lower() in _JOINS
    return joins or _form_ahead(words, texts, at)


def _form_ahead(words: Sequence[Placed], texts: Sequence[str], at: int) -> bool:
    """Whether a legal form ends the name a word or two later: "Arte del vivere S.r.l."."""
    if words[at].shape is not Shape.LOWER:
        return False
    for ahead in range(at + 1, min(at + 3, len(words))):
        if words[ahead].part != words[at].part:
            return False
        if texts[ahead].lower() in _FORMS and words[ahead].shape in NAMING:
            return True
        if words[ahead].shape is not Shape.LOWER:
            return False
    return False


def _may_end(words: Sequence[Placed], texts: Sequence[str], at: int) -> bool:
    """A number, a closing dot of an abbreviation, "!" of Yahoo!, the s of McDonald's, ".com"."""
    text, before = texts[at], words[at - 1]
    glued = words[at].start == before.end
    if text in _HEADS and before.shape in NAMING and not glued:
        return True
    if words[at].shape is Shape.DIGITS:
        return True
    if text in {".", "!", "+"}:
        return glued
    if text == "s":
        return glued and texts[at - 1] in {"'", "’"}
    return glued and texts[at - 1] in {".", "-", "&"} and words[at].shape is Shape.LOWER


def _ends_sentence(words: Sequence[Placed], texts: Sequence[str], at: int) -> bool:
    if texts[at] in {"?", ";", '"', "”", "“"}:
        return True
    if texts[at] != "." or at + 1 >= len(words) or words[at + 1].start == words[at].end:
        return False
    return at > 0 and len(texts[at - 1]) > 5 and words[at - 1].shape is Shape.LOWER


def _cuts(span: Span, inside: dict[int, Span]) -> bool:
    """Whether the span cuts through a known name, or is a piece of one."""
    for at in span:
        name = inside.get(at)
        if name and not (span[0] <= name[0] and name[1] <= span[1]):
            return True
    return False
