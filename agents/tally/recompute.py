"""All cases of a group -> its tally from scratch: what the incremental one must always equal.

In: cases. Out: tallies, one a group, in order of name; `sequence` is 1. `regroup` asks the
same in another way: it counts each case for the group that `group_of` names.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from agents.tally.contribution import contribution
from agents.tally.fold import Ledger
from schemas.case import Case
from schemas.tally import Tally

GroupOf = Callable[[str, dt.date | None], str | None]


def recompute(cases: Iterable[Case]) -> list[Tally]:
    """One tally for every group that has a case which counts."""
    by_group: dict[str, list[Case]] = {}
    for case in cases:
        if contribution(case) is not None:
            by_group.setdefault(case.group, []).append(case)
    return [_from_scratch(group, by_group[group]) for group in sorted(by_group)]


def regroup(cases: Iterable[Case], group_of: GroupOf, *, today: bool = False) -> list[Tally]:
    """Tallies by owner: who owned the brand on the case's day, or who owns it `today`.

    `group_of(name, day)` gives the group or None for a name it does not know (the case's own group
    then stands); a day of None asks for the present.
    """
    return recompute(replace(case, group=_owner(case, group_of, today=today)) for case in cases)


def _owner(case: Case, group_of: GroupOf, *, today: bool) -> str:
    return group_of(case.company, None if today else case.date) or case.group


def _from_scratch(group: str, cases: Iterable[Case]) -> Tally:
    ledger = Ledger({}, group)
    for case in sorted(cases, key=lambda one: one.id):
        ledger.count(case)
    return replace(ledger.close(), sequence=1)
