"""Which of several bodies a shared name means: candidates and the text in, one of them out.

"FSA" is British, Japanese or Danish; "FCA" also was a car maker. The text decides: a country named
in it, another authority in it, an article ("the FCA") or a word of office beside the name.
"""

import re
from collections.abc import Iterable, Sequence

from agents.classify.places import find_places
from agents.classify.registry.catalogue import Named

_ARTICLE = re.compile(
    r"(?:\b(?:the|The|THE|der|die|vom|la|el|il|de|regulator|watchdog|regulators)|[Uu]\.?[KkSs]\.?)\s$"
)
_OFFICE = re.compile(
    r"\s(?:regulator|watchdog|fine[sd]?|chief|investigat|probe|ruling|rules|official|says|said|sues"
    r"|charges|order|penalt)"
)


def settle(
    candidates: Sequence[Named], folded: str, start: int, end: int, jurisdictions: Iterable[str]
) -> tuple[Named, bool]:
    """The candidate meant at ``folded[start:end]`` and whether that is certain.

    ``jurisdictions`` are those of the certain authorities in the same text.
    """
    places = {code for _, _, code in find_places(folded[:start] + " , " + folded[end:])}
    near = places | {code[:2] for code in jurisdictions}
    bodies = [entry for entry in candidates if entry.kind == "authority"]
    fitting = [entry for entry in bodies if entry.country[:2] in near]
    firms = [entry for entry in candidates if entry.kind == "company"]
    official = _reads_official(folded, start, end)
    at_home = any(entry.country in near for entry in firms)
    if len(fitting) == 1 and (official or not at_home):
        return fitting[0], True
    if firms:
        return ((fitting or bodies)[0], False) if official else (firms[0], True)
    return (fitting or bodies)[0], False


def _reads_official(folded: str, start: int, end: int) -> bool:
    return bool(
        _ARTICLE.search(folded, max(0, start - 12), start) or _OFFICE.match(folded, end, end + 14)
    )
