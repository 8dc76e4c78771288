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
_VOWEL = re.compile(r"[AEIOUY]")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ListedName:
    """``display`` is what is shown and searched; ``written`` are the filed forms."""

    display: str
    written: tuple[str, ...]
    doubtful: bool


def listed_names(path: Path, ordinary: frozenset[str]) -> Iterator[ListedName]:
    """Listed names in file order; those too short to be searched for are left out."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            display = tidy(row["name"])
            if len(display) < 3 or display.islower():
                continue
            plain = row["plain"] == "1" or display.casefold() in ordinary or len(display) < 5
            yield ListedName(display=display, written=(row["name"],), doubtful=plain)


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
    if len(word) <= 2 or not _VOWEL.search(word) or any(char.isdigit() for char in word):
        return word
    return re.sub(r"[A-Z]+", lambda part: part.group().capitalize(), word).replace("'S", "'s")
