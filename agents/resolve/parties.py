"""An authority or claimant as written -> keys that spellings of the same one share.

In: "Federal Trade Commission (FTC)", "U.S. regulators", "a class action". Out: `Party`: the words
that single it out ("ftc"), what sort it is ("class"), and the places it names.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from agents.resolve.places import place_words, places

_WORD = re.compile(r"[A-Za-zÀ-ÿ0-9][\w&'’-]*", re.UNICODE)
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "and",
        "for",
        "on",
        "in",
        "to",
        "by",
        "with",
        "de",
        "la",
        "le",
        "les",
        "des",
        "du",
        "der",
        "die",
        "das",
        "und",
        "et",
        "en",
        "y",
        "von",
        "van",
        "its",
        "their",
        "his",
        "her",
        "inc",
        "llc",
        "ltd",
        "corp",
        "plc",
        "co",
        "group",
        "mr",
        "ms",
        "mrs",
    ]
)
# Words that say what sort of party it is, not which one.
_SORTS = {
    "authority": (
        "regulator regulators watchdog watchdogs authority authorities government agency agencies "
        "commission commissioner office bureau department ministry minister national "
        "federal officials official supervisor data protection antitrust competition consumer "
        "financial markets market securities central bank trade "
        "enforcer enforcers privacy body council service services agency's tax customs justice"
    ),
    "states": "state states attorney attorneys general",
    "court": (
        "court courts judge judges jury prosecutor prosecutors police tribunal supreme high appeal "
        "appeals district county city local"
    ),
    "class": (
        "class action class-action customers customer users user consumers families family "
        "plaintiffs plaintiff victims victim people residents parents children owners buyers "
        "clients subscribers claimants passengers patients"
    ),
    "investors": "shareholders shareholder investors investor insurers insurer bondholders funds",
    "workers": "drivers driver workers worker employees employee staff former union couriers",
    "private": (
        "man woman girl boy group groups company companies firm firms rival rivals lawyers lawyer "
        "body foundation association industry advocates activists campaigners"
    ),
}
# Those who sue for a whole trade are named by it, or by any of its members' names for themselves.
_TRADES = {
    "film": "studio studios movie movies film films hollywood filmmakers mpaa mpa",
    "music": "music record recording label labels musicians riaa",
    "books": "publisher publishers author authors writers novelists",
    "press": "newspaper newspapers news press journalists",
}
_TRADE_OF = {word: trade for trade, words in _TRADES.items() for word in words.split()}
_NUMBERS_LIST = "one two three four five six seven eight nine ten eleven twelve dozen dozens"
_NUMBERS = frozenset(_NUMBERS_LIST.split())
_SORT_OF = {word: sort for sort, words in _SORTS.items() for word in words.split()}
OFFICES = frozenset({"authority", "states", "court"})
_CAPITALS = re.compile(r"\b[A-Z]{2,6}\b")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")


class Agreement(Enum):
    """How two parties compare."""

    SAME = "same"
    DIFFERENT = "different"
    OPEN = "open"  # at least one is general, or unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """What a party's wording gives away; `offices` are sorts of authority of one place."""

    keys: frozenset[str] = frozenset()
    sorts: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()


NOBODY = Party()
SEVERAL = Party(sorts=frozenset({"several"}))
"""Those who sue where a text tells of several suits and names nobody."""


def read_party(*written: str | None) -> Party:
    """The party that one or more wordings (party, registry name) describe together."""
    text = " ; ".join(part for part in written if part)
    if not text:
        return NOBODY
    plain = _DOTTED.sub(lambda hit: hit.group().replace(".", ""), text)
    words = [word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(plain)]
    sorts = frozenset(_SORT_OF[word] for word in words if word in _SORT_OF)
    where = places(text)
    offices = {f"{place} {sort}" for place in where - {"US"} for sort in sorts & OFFICES}
    return Party(
        keys=frozenset(_keys(words)) | _acronyms(plain),
        sorts=sorts,
        offices=frozenset(offices),
        places=where,
    )


def agreement(one: Party, other: Party) -> Agreement:
    """Whether two parties are one: a shared key says yes, keys on both sides and none shared no."""
    if one.keys & other.keys:
        return Agreement.SAME
    if one.keys and other.keys:
        return Agreement.DIFFERENT
    return Agreement.OPEN


def _keys(words: list[str]) -> set[str]:
    known = (word for word in words if len(word) > 1 and word not in _general())
    return {_TRADE_OF.get(word, word) for word in known}


@cache
def _general() -> frozenset[str]:
    """Words that single nobody out."""
    return _SMALL | _NUMBERS | place_words() | _SORT_OF.keys() | {"uk", "us", "eu"}


def _acronyms(text: str) -> frozenset[str]:
    """Acronyms as written, and those that the capitals of a name spell: SEC, DOJ, CFPB."""
    found = {hit.casefold() for hit in _CAPITALS.findall(text)} - {"us", "uk", "eu"}
    for part in re.split(r"[;,()/]|\band\b(?=\s+the\b)", text):
        words = (word for word in _WORD.findall(part) if word.casefold() not in _SMALL)
        initials = [word[0] for word in words if word[0].isupper()]
        if len(initials) >= 3:
            found.add("".join(initials).casefold())
    return frozenset(found)
