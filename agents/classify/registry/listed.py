"""Listed names (SEC, public domain): rows of ``listed.csv`` in, readable names out.

Columns: name as filed, tickers, CIK, and ``plain`` = 1 where the name is made of ordinary English
words only, so that a text may use it without meaning the company.
"""

import csv
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

from agents.classify.registry.names import LEGAL_TAIL

# "/DE/", " /MD/", "\UK", "/ADR": state or country of filing, no part of the name.
_FILED_IN = re.compile(r"\s*[/\\]\s*(?:[A-Z]{2,3}|NEW|Delaware)\s*/?\s*$|\s*/\s*$")
_SMALL = {"of", "the", "and", "for", "in", "de", "la", "del", "on", "y", "a"}
_WORDS = """
    ACE AIR ALL ART BAY BIG BIO BOX CAR CAT DAY ECO EYE FOX GAS GEM GUN HUB ICE INN JET KEY LAB LAS
    LAW LOS MAX MEN NET NEW OAK OIL OLD ONE OUR OUT PAY PET PRO RED RIO SAN SEA SIX SKY SUN TAX TEN
    TOP TRI TWO VAN VON WAR WAY WEB WIN YOU ZOO"""
_SHORT_WORDS = frozenset(_WORDS.split())
_VOWEL = re.compile(r"[AEIOUY]")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ListedName:
    """``display`` is what is shown and searched; ``written`` is the filed form."""

    display: str
    written: str
    tickers: tuple[str, ...]
    doubtful: bool


def listed_names(path: Path, ordinary: frozenset[str]) -> Iterator[ListedName]:
    """Listed names in file order; those too short to be searched for are left out."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            display = tidy(row["name"])
            if len(display) < 3 or display.islower():
                continue
            plain = row["plain"] == "1" or display.casefold() in ordinary or len(display) < 5
            yield ListedName(
                display=display,
                written=row["name"],
                tickers=tuple(row["tickers"].split()),
                doubtful=plain,
            )


def tidy(name: str) -> str:
    """Readable form of a filed name without its legal form.

    >>> tidy("ABM INDUSTRIES INC /DE/")
    'ABM Industries'
    """
    bare = _FILED_IN.sub("", name).strip()
    short = LEGAL_TAIL.sub("", bare).strip(" ,") if LEGAL_TAIL.search(bare) else bare
    short = re.sub(r"^THE\s+|,?\s+THE$", "", short, flags=re.IGNORECASE) or bare
    if short.upper() != short:
        return short
    words = short.split()
    return " ".join(_cased(word, first=at == 0) for at, word in enumerate(words))


def _cased(word: str, *, first: bool) -> str:
    if word.casefold() in _SMALL and not first:
        return word.casefold()
    initials = len(word) == 3 and word not in _SHORT_WORDS
    if len(word) <= 2 or initials or not _VOWEL.search(word) or any(c.isdigit() for c in word):
        return word
    return re.sub(r"[A-Z]+", lambda part: part.group().capitalize(), word).replace("'S", "'s")
