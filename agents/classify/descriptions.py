"""Titles that describe whom the text names: "Settlement With Dialysis Operator", then "Acme LLC".

In: the tellings of an item and its text. Out: the tellings, those of a description told of the
names instead. In a title every word has a capital, so that a description looks like a name; it is
one if it ends in a word for an organisation, the text never repeats it, and what the text names
in its place stands nowhere in the title.
"""

from collections.abc import Sequence
from dataclasses import replace

from agents.classify.naming import Organisation
from agents.classify.telling import Telling
from agents.classify.unnamed_organisation import ends_in_noun

LIKELY = 0.5  # what a name of the text needs
BEHIND = 0.75  # so that the sentence with the name is the one quoted


def told_of_names(tellings: Sequence[Telling], title: str, text: str) -> list[Telling]:
    """`tellings` with descriptions in the title replaced; `text` is all that follows the title."""
    title, text = title.casefold(), text.casefold()
    result: list[Telling] = []
    for telling in tellings:
        names = _names(telling, tellings, title) if _describes(telling, text) else []
        result += [_told_of(telling, who, tellings, sole=len(names) == 1) for who in names]
        if not names:
            result.append(telling)
    return result


def _describes(telling: Telling, text: str) -> bool:
    who = telling.who
    if not _of_title(telling) or who.known or who.unnamed:
        return False
    return ends_in_noun(who.company) and who.company.casefold() not in text


def _names(telling: Telling, tellings: Sequence[Telling], title: str) -> list[Organisation]:
    """Who the text names as having what the title tells, each once."""
    found: dict[str, Organisation] = {}
    for other in tellings:
        named = not _of_title(other) and not other.who.unnamed
        likely = other.kind is telling.kind and other.probability >= LIKELY and other.primary >= 0.5
        if named and likely and other.who.company.casefold() not in title:
            found.setdefault(other.who.group or other.who.key, other.who)
    return list(found.values())


def _of_title(telling: Telling) -> bool:
    """Whether the name stands in the title, be the sentence that tells of it in a body."""
    return telling.titled or telling.place.field == "title"


def _told_of(
    telling: Telling, who: Organisation, tellings: Sequence[Telling], *, sole: bool
) -> Telling:
    """The same of `who`; the title's sum is that of several only where they have none."""
    own = any(t.who == who and t.kind is telling.kind and t.money for t in tellings)
    return replace(
        telling,
        who=who,
        probability=telling.probability * BEHIND,
        money=telling.money if sole or not own else None,
    )
