"""A case before and after -> its next history entry, and what people are told of it.

In: two states of a case and the cause. Out: the case with the entry and its sequence, and a
`Notice` where the step matters to people. Further reports of a known event make no entry.
"""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from agents.resolve.outcome import Notice
from schemas.case import Case, Change, Relation, Status
from schemas.codec import plain_decimal

_TOLD = ("kind", "amount", "currency", "stage", "status", "merged_into")
_KEPT = (*_TOLD, "company", "party", "authority", "jurisdiction", "date", "ambiguous", "confirmed")
_FIRST_ENTRIES = 4
_SOURCES_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Because of what a case changes: an item's id or `decision:ID`, and when it was said."""

    id: str
    at: dt.datetime | None = None
    what: str | None = None
    note: str = ""


def advance(
    before: Case | None, after: Case, cause: Cause, *, limit: int
) -> tuple[Case, Notice | None]:
    """`after` with its history one entry on, where there is a difference; and the notice for it."""
    fields = _differences(before, after)
    if before is not None and not fields and cause.what is None:
        return after, None
    entry = Change(
        what=_what(before, after, fields, cause),
        cause=cause.id,
        at=cause.at.date() if cause.at else None,
        fields=fields,
        note=cause.note,
    )
    history = (*(before.history if before else ()), entry)
    if len(history) > limit:
        history = (*history[:_FIRST_ENTRIES], *history[_FIRST_ENTRIES - limit :])
    case = replace(after, history=history, sequence=before.sequence + 1 if before else 1)
    return case, _notice(case, entry, cause, before)


def _notice(case: Case, entry: Change, cause: Cause, before: Case | None) -> Notice | None:
    ever_open = Status.OPEN in {case.status, before.status if before else case.status}
    matters = before is None or any(name in entry.fields for name in _TOLD)
    if not (ever_open and matters):
        return None
    told = replace(case, history=(entry,), sources=case.sources[:_SOURCES_TOLD])
    return Notice(case=told, at=cause.at)


def _differences(before: Case | None, after: Case) -> dict[str, tuple[str | None, str | None]]:
    found = {}
    for name in _KEPT:
        old = _plain(getattr(before, name)) if before else None
        new = _plain(getattr(after, name))
        if old != new and not (before is None and new in {None, "false"}):
            found[name] = (old, new)
    old_links = {(link.relation, link.case) for link in before.links} if before else set()
    new_links = {(link.relation, link.case) for link in after.links}
    if old_links != new_links:
        found["links"] = (_listed(old_links), _listed(new_links))
    return found


def _listed(links: set[tuple[Relation, str]]) -> str | None:
    return ", ".join(f"{relation} {case}" for relation, case in sorted(links)) or None


def _what(
    before: Case | None,
    after: Case,
    fields: dict[str, tuple[str | None, str | None]],
    cause: Cause,
) -> str:
    if cause.what:
        return cause.what
    if before is None:
        return "opened"
    if "status" in fields:
        return {
            Status.MERGED: "merged",
            Status.WITHDRAWN: "withdrawn",
            Status.OPEN: "reopened",
        }[after.status]
    return "linked" if "links" in fields and fields.keys() <= {"links", "stage"} else "updated"


def _plain(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case dt.date():
            return value.isoformat()
        case Decimal():
            return plain_decimal(value)
        case _:
            return str(value)
