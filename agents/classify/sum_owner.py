"""Whose a sum is where the words leave no doubt: "fines of $2 million against Acme and $1 million
against Borealis", "Acme must pay $2 million and Borealis $1 million", or "Acme and Borealis were
fined 2 and 1 million respectively".

In: a window. Out: for some of its sums, the word at which the name begins that it stands against;
`NOBODY` for "a $3 million verdict against a hotel".
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from agents.classify.spans import Span
from agents.classify.window import PLACE, Window

NOBODY = -1
_AGAINST = re.compile(
    r"\s+(?:(?:fine|penalty|judge?ment|verdict|award|claim|suit)\s+)?"
    r"(?:(?:levied|imposed|issued|brought|handed down)\s+)?"
    r"(?:against|on|upon|contre|contra|contro|tegen)\s+(?:the\s+)?|"
    r"[\s-]+(?:[a-z]+\s+)?(?:fine|penalty)\s+of\s+(?:[a-z]+(?:-[a-z]+)?\s+){0,2}"
)
_UNNAMED = re.compile(
    r"an?(?:\s+(?!unit|arm|subsidiary|division)[a-z-]+){1,3}\s*(?=[.,;:]|after|in|for|over)"
)
_DESCRIBED = re.compile(
    r"(?:(?!and\b|or\b|over\b|for\b)[a-z][\w-]*\s){1,3}(?=[A-Z])"
)  # "crane maker Terrabuilt"
_PAYS = re.compile(  # from a name to its sum: "will pay a", ", which got", "'s share is", ","
    r"(?:['’]s?)?(?:\s*[,(:–—]\s*(?:which\s)?|\s)"
    r"(?:(?:will|must|would|should|shall|has|have|had|is|was|were|are|been|being|to|also|now|then|"
    r"each|separately|earlier|previously|pleaded guilty and|agreed|agrees|ordered|told|required|"
    r"asked|pay|pays|paid|paying|return|"
    r"contributes?d?|owes?|owed|puts?|fined?|penali[sz]ed|charged|docked|got|gets?|receives?d?|"
    r"share|penalty|bill|with|for|at|of|from|by|settled|settles|liable|hands? over|handed over|an?|"
    r"the|another|additional|further|about|around|some|nearly|over|more than|record|total|"
    r"è|sono|stat[aeio]|multat[aeio]|sanzionat[aeio]|condannat[aeio]|di|paga|pagherà|deve|dovrà|"
    r"pagare|una|multa|sanzione|ha|été|condamnée?s?|écope|devra|doit|payer|paie|versera|d['’]une|de|"
    r"amende|à|fue|fueron|multad[ao]s?|sancionad[ao]s?|con|deberá|pagará|pagar|wird|wurde|mit|muss|"
    r"zahlt|zahlen|auf|soll|entf(?:allen|ällt)|krijgt|kreeg|moet|een|"
    r"boete|van|betaalt|betalen|en|die|der|eine|strafe)"
    r"\s)*",
    re.IGNORECASE,
)
_TAKEN = re.compile(  # from a sum to its name
    r"(?:\sd['’]amende|\sd[ie] (?:multa|sanzione)| boete)?"
    r"\s(?:(?:from|for|by)\s(?:the\s)?|(?:à|a|al|alla|ad|aan|an)\s)"
)
_BESIDES = re.compile(r"\b(?:near|in|at|of)\s$")  # the place of a firm is not who pays
_AND = re.compile(r"\s(?:and|et|y|e|en|und)\s")
_LISTED = re.compile(r"(?:,|,? (?:and|et|y|e|en|und|&)) $")
_LONGEST_GAP = 60
_NO_NAME = re.compile(
    r"auf|gegen|für|bei|contre|contra|contro|tegen|against|for|two|three|four|five|six|seven|"
    r"eight|nine|ten|both|it|he|she|they|january|february|march|april|may|june|july|august|"
    r"september|october|november|"
    r"december|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_LEGAL_FORM = re.compile(
    r"l\.?p|llp|l\.?l\.?c|inc|ltd|limited|corp|plc|co|s\.?a|n\.?v|b\.?v|ag|gmbh|ab|asa|oy|spa|pty"
)
_RESPECTIVELY = re.compile(
    r"\b(?:respectively|respectivement|respectives?|respectivamente|respectiv[ao]s|"
    r"rispettivamente|rispettiv[ei]|respectievelijk|beziehungsweise|jeweils)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:,|,?\s*(?:and|et|y|e|en|und|&))\s*(?:\w{1,4}\s)?", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;:]\s")
_INSIDE = re.compile(r",|\s(?:and|et|y|e|en|und)\s", re.IGNORECASE)


def owners(window: Window) -> dict[int, int]:
    """Position in `window.sums` -> position in `window.words` of the owner's first word."""
    named = _names(window)
    starts = {(window.words[a].part, window.words[a].start): a for a in named}
    found = {}
    for at, (word, money) in enumerate(window.sums):
        part = window.words[word].part
        text = window.parts[part].text
        if (match := _AGAINST.match(text, money.end)) is None:
            continue
        end = match.end()
        what = _DESCRIBED.match(text, end)
        if what and (part, what.end()) in starts:
            end = what.end()
        if (part, end) in starts:
            if not _goes_on(window, starts[part, end], starts):
                found[at] = starts[part, end]
        elif _UNNAMED.match(text, match.end()):
            found[at] = NOBODY
    return found | _in_order(window)


def _goes_on(window: Window, word: int, starts: Mapping[tuple[int, int], int]) -> bool:
    """Whether the name is the first of a list: what "Acme and Borealis" owe is not Acme's."""
    part = window.words[word].part
    text = window.parts[part].text
    ends = {window.words[b].end for a, b in window.spans if a == word}
    return any((m := _JOINT.match(text, end)) and (part, m.end()) in starts for end in ends)


def _names(window: Window) -> set[int]:
    """The words at which a name begins that is no office's, no place's and no day's."""
    offices = {known.first for known in window.known if known.hit.kind != "company"}
    return {
        a
        for a, _ in window.spans
        if a not in offices
        and window.types[window.words[a].first] != PLACE
        and not _NO_NAME.fullmatch(_first_word(window, a))
    }


def shared_out(window: Window) -> dict[int, int]:
    """Where a part gives several names a sum each, the sums with the names beside them.

    Likely, not sure: it tells whose a sum is where that name has it, not that nobody else has.
    """
    named = _names(window)
    spans = sorted((s for s in window.spans if s[0] in named), key=lambda span: span[0] - span[1])
    beside = {
        at: a for at in range(len(window.sums)) if (a := _beside(window, at, spans)) is not None
    }
    for part in range(len(window.parts)):
        here = {_first_word(window, a) for a in beside.values() if window.words[a].part == part}
        if len(here) > 1:
            return beside
    return {}


def _beside(window: Window, at: int, names: Sequence[Span]) -> int | None:
    """The first word of that of the names, tried in order, that the sum stands beside."""
    word, money = window.sums[at]
    part = window.words[word].part
    text = window.parts[part].text
    here = [span for span in names if window.words[span[0]].part == part]
    ends = {window.words[last].end for _, last in here}
    starts = {(part, window.words[a].start): a for a, _ in here}
    for first, last in here:
        start, end = window.words[first].start, window.words[last].end
        if text[start].islower():
            continue
        if _AND.search(text, start, end) or _NO_NAME.fullmatch(_first_word(window, last)):
            continue
        pays = 0 < money.start - end <= _LONGEST_GAP and _PAYS.fullmatch(text, end, money.start)
        if pays and not (_BESIDES.search(text, 0, start) or _is_joint(text, start, ends)):
            return first
        if _TAKEN.fullmatch(text, money.end, start) and not _goes_on(window, first, starts):
            return first
    return None


def stands_beside(window: Window, span: Span, at: int) -> bool:
    """Whether only words of paying stand between the name and the sum: "must pay a"."""
    word, money = window.sums[at]
    last = window.words[span[1]]
    text = window.parts[last.part].text
    return (
        window.words[word].part == last.part
        and text[last.end : last.end + 1] not in {"'", "’"}
        and _PAYS.fullmatch(text, last.end, money.start) is not None
    )


def _is_joint(text: str, start: int, ends: set[int]) -> bool:
    """Whether a name stands right before this one: "Acme and Borealis pay $2 million"."""
    joint = _LISTED.search(text, 0, start)
    return joint is not None and joint.start() in ends


def _first_word(window: Window, word: int) -> str:
    """Of a name, in small letters and without its article."""
    spot = window.words[word]
    text = window.parts[spot.part].text
    if text[spot.start : spot.end].casefold() == "the" and word + 1 < len(window.words):
        spot = window.words[word + 1]
    return text[spot.start : spot.end].casefold().removesuffix("'s").removesuffix("’s")


def _in_order(window: Window) -> dict[int, int]:
    """The first sum is the first name's, where a part lists as many sums as names."""
    found: dict[int, int] = {}
    for part, source in enumerate(window.parts):
        sums = [at for at, (word, _) in enumerate(window.sums) if window.words[word].part == part]
        said = _RESPECTIVELY.search(source.text) is not None
        lists = _lists(window, part)
        if said and not any(len(listed) == len(sums) for listed in lists):
            lists = [x for other in range(len(window.parts)) for x in _lists(window, other)]
        for listed in lists:
            if len(listed) == len(sums) > 1 and (said or _is_told(window, listed, sums)):
                found |= dict(zip(sums, listed, strict=True))
    return found


def _is_told(window: Window, listed: Sequence[int], sums: Sequence[int]) -> bool:
    """Whether one sentence goes from the names to the sums, which stand in a list of their own."""
    text = window.parts[window.words[listed[0]].part].text
    money = [window.sums[at][1] for at in sums]
    return all(
        _JOINT.fullmatch(text, a.end, b.start) for a, b in pairwise(money)
    ) and not _SENTENCE_END.search(text, window.words[listed[-1]].start, money[0].start)


def _lists(window: Window, part: int) -> list[list[int]]:
    """The names of a part that stand in a list, as their first words, list by list."""
    ends: dict[int, int] = {}
    for first, last in window.spans:
        name = window.text((first, last))
        if (
            window.words[first].part == part
            and not name[0].islower()
            and not _INSIDE.search(name)
            and not _NO_NAME.fullmatch(_first_word(window, first))
        ):
            ends[first] = max(last, ends.get(first, last))
    lists: list[list[int]] = []
    reached = -1
    for first in sorted(ends):
        if first <= reached:
            continue  # a piece of the name before it
        if _LEGAL_FORM.fullmatch(_first_word(window, first)):  # "Acme, Inc."
            reached = ends[first]
            continue
        before = window.words[reached].end if lists else 0
        between = window.parts[part].text[before : window.words[first].start]
        if lists and _JOINT.fullmatch(between):
            lists[-1].append(first)
        else:
            lists.append([first])
        reached = ends[first]
    return lists


def own_first(window: Window, span: Span, sums: list[int]) -> list[int]:
    """Those of `sums` that `span` may have: its own alone if there are any, never another's."""
    owned = owners(window)
    own = called(window, span[0])

    def mine(claims: Mapping[int, int]) -> list[int]:
        return [at for at in sums if at in claims and _is(claims[at])]

    def _is(owner: int) -> bool:
        return bool(called(window, owner) & own) or _within(window, span, owner)

    return (
        mine(owned)
        or mine(shared_out(window))
        or [at for at in sums if at not in owned or _may_be(window, span, owned[at], at)]
    )


def without_anothers(window: Window, span: Span, sums: Sequence[int]) -> list[int]:
    """`sums` without those that the words leave no doubt are another name's than `span`'s."""
    owned = owners(window)
    own = called(window, span[0])
    return [
        at
        for at in sums
        if at not in owned or called(window, owned[at]) & own or _within(window, span, owned[at])
    ]


def _within(window: Window, span: Span, owner: int) -> bool:
    """Whether `span` is a piece of a name that begins at `owner`: "contractor Willmott Dixon"."""
    return any(
        a == owner and a <= span[0] and span[1] <= b and not _INSIDE.search(window.text((a, b)))
        for a, b in window.spans
    )


def _may_be(window: Window, span: Span, owner: int, at: int) -> bool:
    """An unnamed one of the same sentence may be the one named there, not one of the title."""
    here = window.words[span[0]].part == window.words[window.sums[at][0]].part
    return owner == NOBODY and here


def stands_in(window: Window, span: Span, part: int) -> bool:
    """Whether the name of `span` stands in that part of the window."""
    own = called(window, span[0])
    starts = {a for a, _ in window.spans if window.words[a].part == part}
    return any(called(window, start) & own for start in starts)


def called(window: Window, word: int) -> set[str]:
    """What tells that two names are one: the first word, and the group that the registry knows."""
    if word == NOBODY:
        return set()
    groups = {known.hit.group for known in window.known if known.first == word}
    return {_first_word(window, word), *groups}
