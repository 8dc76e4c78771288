"""Ways a name is written: one name in, the spellings a text may use out (folded, with case)."""

import re
from collections.abc import Iterator

from agents.classify.registry.names import fold

_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "ø": "oe"}
)
_CAMEL = re.compile(r"^[A-Z][a-z]+(?:[A-Z][a-z]*)+$")
_INITIALS = re.compile(r"\b([A-Z])\.\s?(?=[A-Z]\b)")


def spellings(name: str) -> set[str]:
    """Every spelling of ``name`` a text is searched for; the name itself is one of them."""
    found = {fold(name), fold(name.translate(_UMLAUTS))}
    for rule in (_ampersand, _dots, _punctuation, _letter_case):
        for known in tuple(found):
            found.update(rule(known))
    return {spelling for spelling in found if len(spelling) > 1 or spelling == name}


def _ampersand(name: str) -> Iterator[str]:
    if " & " in name:
        yield name.replace(" & ", " and ")
        yield name.replace(" & ", "&")
    if " and " in name:
        yield name.replace(" and ", " & ")


def _dots(name: str) -> Iterator[str]:
    if "." in name and not re.search(r"\.\w{2,}", name):
        yield name.replace(".", "")
        yield _INITIALS.sub(r"\1", name).replace(".", "")
        yield re.sub(r"\.(?=[A-Z])", ". ", name)


def _punctuation(name: str) -> Iterator[str]:
    if "-" in name:
        yield name.replace("-", " ")
    if "'" in name:
        yield name.replace("'", "")
    if re.search(r"\s(?:Inc|Corp|Ltd|LLC|plc)$", name):
        yield re.sub(r"\s(\w+)$", r", \1", name)
    if name.endswith("!"):
        yield name[:-1]


def _letter_case(name: str) -> Iterator[str]:
    if name[:1].islower():
        yield name[:1].upper() + name[1:]
    if len(name) >= 6 and _CAMEL.match(name):
        yield name.capitalize()
    # Some papers write initials like a word: Ikea, Bnp Paribas, JpMorgan.
    if re.fullmatch(r"[A-Z]{4,}", name):
        yield name.capitalize()
    if " " in name:
        yield re.sub(r"\b[A-Z]{3,}\b", lambda word: word.group().capitalize(), name)
    if capitals := re.match(r"([A-Z]{2,})[a-z]{3,}", name):
        length = capitals.end(1)
        yield name[0] + name[1 : length - 1].lower() + name[length - 1 :]
