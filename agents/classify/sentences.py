"""Text -> sentences with offsets. A full stop ends one unless its word is an abbreviation.

Ours and short, for the abbreviations of legal and business news decide, and importing a language
toolkit for them took longer than all the rest of starting up.
"""

import re

_WORDS = (
    "inc ltd corp co llc plc cos bros mr mrs ms dr prof gov sen rep rev gen col lt sgt st jr sr v "
    "vs no nos art arts sec para approx est fig dept div assn univ mt ft jan feb mar apr jun jul "
    "aug sept sep oct nov dec mass calif conn fla ill ind mich minn okla ore pa penn tenn tex "
    "wash wis ariz colo del ga md va mio mrd mln bn tsd bzw ca inkl gem abs hr hrn fr frau nr bd "
    "etc al rs"
)
_ABBREVIATIONS = frozenset(_WORDS.split())
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")  # "R.J.", "U.S.", and the J. of "J. Crew"
_LINE = re.compile(r"[^\n]+")
# The stop with what closes behind it, white space, and a beginning that is not in small letters.
_STOP = re.compile(r"(\S*?)([.!?…]+)([\"'”’»)\]]*)\s+(?=(\w+|\S))")
# "Acme Inc. The firm ...": a legal form and then what only begins a sentence.
_FORMS = frozenset({"inc", "ltd", "corp", "co", "llc", "plc"})
_BEGIN = (
    "the a an it its he she they their his her this that these those in on at after when while but "
    "both no neither under we i as if further former"
)
_BEGINNINGS = frozenset(_BEGIN.split())
_OPENING = "\"'“‘«(["


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """(start, end) of every sentence of text[start:end]; a line's end always ends a sentence."""
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text, start, len(text) if end is None else end):
        if not line.group().strip():
            continue
        begin = line.start()
        for stop in _STOP.finditer(text, line.start(), line.end()):
            if _ends(stop):
                found.append((begin, stop.end(3)))
                begin = stop.end()
        found.append((begin, line.end()))
    return found


def _ends(stop: re.Match[str]) -> bool:
    word, marks, _closing, following = stop.groups()
    if following[0].islower():
        return False
    if marks != ".":
        return True
    word = word.lstrip(_OPENING).casefold()
    if word in _FORMS and following.casefold() in _BEGINNINGS:
        return True
    return word not in _ABBREVIATIONS and not _INITIALS.fullmatch(word)
