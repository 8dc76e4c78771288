"""A first reader by words alone: cue, nearest organisation on the right side, sum beside it.

In: one sentence with its known names and sums. Out: events. Stands in until the learned reader is
trained, and stays as the yardstick the benchmark compares it with.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agents.classify.money import Money, Use
from agents.classify.registry.companies import NameHit
from schemas.words import Kind, Stage

_TRIGGERS: tuple[tuple[Kind, str, str], ...] = (
    # kind, pattern, where the respondent stands
    (Kind.SETTLEMENT, r"\bsettl(?:es?|ed|ing)\b|\bagree[sd]? to (?:pay|settle)\b", "before"),
    (Kind.SETTLEMENT, r"\bsettlement (?:with|against)\b", "after"),
    (Kind.SETTLEMENT, r"\bsettlement\b", "near"),
    (Kind.FINE, r"\b(?:fined|fines|fining|penali[sz]e[sd]?)\b(?! (?:by|over|for)\b)", "after"),
    (
        Kind.FINE,
        r"\bfined\b|\b(?:faces?|hit with|pays?|gets?) [^.]{0,40}\b(?:fine|penalty)\b",
        "before",
    ),
    (Kind.FINE, r"\b(?:fine|penalty) (?:on|against|for)\b", "after"),
    (
        Kind.LAWSUIT,
        r"\bsu(?:es|ed|ing|e)\b(?! by)|\b(?:lawsuit|suit|claim|complaint)s? against\b",
        "after",
    ),
    (
        Kind.LAWSUIT,
        r"\bsued\b|\b(?:faces?|facing|hit with|fights?) [^.]{0,40}\b(?:law)?suits?\b",
        "before",
    ),
    (Kind.LAWSUIT, r"\blawsuits?\b", "near"),
)
_PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE), side) for kind, pattern, side in _TRIGGERS
)
_STAGES: tuple[tuple[Stage, str], ...] = (
    (Stage.DISMISSED, r"dismiss|thrown? out|threw out|drops? (?:law)?suit|rejects? (?:law)?suit"),
    (Stage.OVERTURNED, r"overturn|annul|quash|scrap|revers"),
    (Stage.APPROVED, r"\bapprov"),
    (Stage.THREATENED, r"\b(?:may|could) (?:be )?(?:face|sue|fine)|threat|risk"),
    (Stage.PROPOSED, r"\bpropos|\btentative|\bnear|\bin talks|\bclose to"),
)  # fmt: skip
_USUAL = {Kind.FINE: Stage.IMPOSED, Kind.LAWSUIT: Stage.SOUGHT, Kind.SETTLEMENT: Stage.AGREED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One event in one sentence."""

    kind: Kind
    who: NameHit
    money: Money | None
    stage: Stage
    words: str


def read_sentence(sentence: str, names: Sequence[NameHit], sums: Sequence[Money]) -> list[Found]:
    """The first event whose words and whose respondent both stand in `sentence`, else none."""
    companies = [name for name in names if name.kind == "company" and not name.ambiguous]
    for kind, pattern, side in _PATTERNS:
        match = pattern.search(sentence)
        who = _who(companies, match, side) if match else None
        if match and who:
            money = next((sum_ for sum_ in sums if sum_.use is Use.AMOUNT), None)
            stage = _stage(kind, sentence)
            return [Found(kind=kind, who=who, money=money, stage=stage, words=match.group())]
    return []


def _who(companies: Sequence[NameHit], match: re.Match[str], side: str) -> NameHit | None:
    before = [name for name in companies if name.end <= match.start()]
    after = [name for name in companies if name.start >= match.end()]
    if side == "after":
        return after[0] if after else None
    if side == "before":
        return before[-1] if before else None
    return before[-1] if before else (after[0] if after else None)


def _stage(kind: Kind, sentence: str) -> Stage:
    for stage, pattern in _STAGES:
        if re.search(pattern, sentence, re.IGNORECASE):
            return stage
    return _USUAL[kind]
