"""Words that settle how final an event is, where the network's own view is not sure.

In: the sentence and the kind. Out: the stage the words hint at, or None. The hint weighs in as a
factor on the network's shares; it does not overrule a sure one.
"""

import re
from collections.abc import Mapping

from schemas.words import Kind, Stage

FACTOR = 10.0
_UNSURE = r"\b(?:could|may|might|would|threaten\w*|consider\w*|mull\w*|weigh\w*|plan\w* to|vow\w*|"
_LAWSUIT = (
    (
        Stage.OVERTURNED,
        r"overturn|revers(?:es|ed)|throws? out \S+ ?(?:verdict|award)|vacat(?:es|ed)|"
        r"str(?:ikes|uck) down .{0,20}(?:ruling|verdict|award|judgment)",
    ),
    (
        Stage.DISMISSED,
        r"dismiss(?:es|ed)\b|throws? out|threw out|thrown out|toss(?:es|ed)|rejects?\b.{0,40}"
        r"(?:suit|claim|action|appeal|case|challenge)|(?:suit|claim|case|challenge|bid) "
        r"(?:fails|rejected|dropped|withdrawn)|drops? (?:the )?(?:law)?suit|cleared of|"
        r"abgewiesen|scheitert mit|weist .{0,40}klage .{0,40}(?:ab|zurück)\b|débouté|desestima",
    ),
    (
        Stage.IMPOSED,
        r"\b(?:jury|judge|court|tribunal)\b.{0,40}\b(?:orders?|ordered|awards?|awarded|finds?|found)\b|"
        r"\bordered to pay|damages award|awarded|found (?:liable|guilty)|verdict against|"
        r"wins? .{0,30}(?:payout|damages|verdict|judgment)|"
        r"verurteilt|condamné|condannat|veroordeeld",
    ),
    (
        Stage.THREATENED,
        _UNSURE + r"prepar\w+|set|ready) (?:to )?(?:sue|file|launch|seek|face)|"
        r"threat\w* to sue|(?:considers?|threatens?|plans?|weighs?) (?:a )?(?:legal|law|class)",
    ),
)
_FINE = (
    (
        Stage.OVERTURNED,
        r"annul|overturn|quash|scrap(?:s|ped)|cancel(?:s|led)|aufgehoben|anula|van tafel",
    ),
    (Stage.PROPOSED, r"\bpropos(?:es|ed|ing)\b|\bseeks? to fine|intends? to fine|notice of intent"),
    (
        Stage.THREATENED,
        _UNSURE + r"risk\w*|faces?|facing|set to) .{0,40}(?:fine|penalt)|\bmay be fined|could "
        r"be fined|threat\w* .{0,30}(?:fine|sanction)|must .{0,60}or face|droht|amenaza|menac",
    ),
)
_SETTLEMENT = (
    (
        Stage.OVERTURNED,
        r"(?:judge|court)\b.{0,40}\b(?:rejects?|rejected|blocks?|throws out|"
        r"turns? down|turned down|refuses)\b",
    ),
    (Stage.APPROVED, r"\b(?:approv(?:es|ed|al)|sign(?:s|ed) off)\b"),
    (
        Stage.PROPOSED,
        r"\bnear(?:s|ing)?\b|close to|in talks|talks to|propos|tentative|offers? to settle|"
        r"seek\w* to settle|" + _UNSURE + r"said to|hopes? to|aims? to|discuss\w*)\b",
    ),
)
_HINTS = {
    kind: tuple((stage, re.compile(pattern, re.IGNORECASE)) for stage, pattern in table)
    for kind, table in (
        (Kind.LAWSUIT, _LAWSUIT),
        (Kind.FINE, _FINE),
        (Kind.SETTLEMENT, _SETTLEMENT),
    )
}


def hinted(kind: Kind, sentence: str) -> Stage | None:
    """The stage the sentence's words hint at; the first pattern that fits."""
    return next((stage for stage, pattern in _HINTS[kind] if pattern.search(sentence)), None)


def weighed(kind: Kind, sentence: str, shares: Mapping[Stage, float]) -> dict[Stage, float]:
    """The network's shares with the hint taken in, summing to one again."""
    hint = hinted(kind, sentence)
    raw = {stage: share * (FACTOR if stage is hint else 1.0) for stage, share in shares.items()}
    total = sum(raw.values()) or 1.0
    return {stage: share / total for stage, share in raw.items()}
