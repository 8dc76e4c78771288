"""Decision: an operator's word on cases, itself a record that survives replay."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import AwareDatetime


class Verdict(StrEnum):
    """What the operator decided."""

    MERGE = "merge"  # `case` is merged into `into`
    SPLIT = "split"  # `mentions` leave `case` for a case of their own
    VETO = "veto"  # `case` (or one `mentions` entry) is no event
    CONFIRM = "confirm"  # `case` is right as it stands
    UNDO = "undo"  # takes decision `undoes` back


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Keyed by the group's key, so that it meets the group's readings in one partition."""

    id: str
    verdict: Verdict
    group: str
    case: str | None = None
    into: str | None = None
    mentions: tuple[str, ...] = ()
    undoes: str | None = None
    by: str = ""
    why: str = ""
    at: AwareDatetime
    version: int = 1
