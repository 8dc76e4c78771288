"""Outcome: what one reading or decision changed, as the next stages take it."""

import datetime as dt
from dataclasses import dataclass

from schemas.case import Case, Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One step of a case that people are told about, kept so that it can be told again the same.

    `case` is the case right after the step, with at most five sources and only this step as its
    `history`; `at` is the publication time of the item (or the decision) that caused it.
    """

    case: Case
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What changed. Delivered again, an event gives the same notices and the present cases.

    `cases` pairs each touched case before (None: new) and after; on a repeat both are the present
    one. `placements` are the mentions put somewhere; `removed` the ids of those taken out.
    """

    group: str
    cases: tuple[tuple[Case | None, Case], ...] = ()
    placements: tuple[Placement, ...] = ()
    removed: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    repeated: bool = False
