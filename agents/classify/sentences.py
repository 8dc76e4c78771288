"""Text -> sentences with offsets, by Punkt with the abbreviations of legal and business news."""

import re
from functools import cache

from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

_ABBREVIATIONS = (
    "inc ltd corp co llc plc cos bros mr mrs ms dr prof gov sen rep rev gen col lt sgt st jr sr v "
    "vs no nos art arts sec para approx est fig dept div assn univ u.s u.k u.n e.u d.c n.y n.j l.a "
    "s.p.a s.a n.v b.v a.g l.p l.l.c s.r.l jan feb mar apr jun jul aug sept sep oct nov dec mass "
    "calif conn fla ill ind mich minn okla ore pa penn tenn tex wash wis ariz colo del ga md va "
    "mio mrd mln bn tsd z.b u.a d.h bzw ca inkl gem abs hr hrn fr frau nr bd etc al i.e e.g "
    "a.m p.m rs"
)


@cache
def _tokenizer() -> PunktSentenceTokenizer:
    parameters = PunktParameters()
    parameters.abbrev_types = set(_ABBREVIATIONS.split())
    return PunktSentenceTokenizer(parameters)


_LINE = re.compile(r"[^\n]+")


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """(start, end) of every sentence of text[start:end]; a line's end always ends a sentence."""
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text, start, len(text) if end is None else end):
        stretch = line.group()
        if not stretch.strip():
            continue
        if len(stretch) < 60:
            found.append((line.start(), line.end()))
        else:
            spans = _tokenizer().span_tokenize(stretch)
            found.extend((line.start() + a, line.start() + b) for a, b in spans)
    return found
