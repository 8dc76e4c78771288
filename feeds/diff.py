"""Two runs' cases and totals -> every company and case that differs, with why. Pure.

`snapshot` reads a run's compacted topics; `compare` needs nothing but two snapshots.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from broker.compacted import last_values
from broker.log import Log
from schemas.case import Case, Source, Status
from schemas.codec import Versioned, decode, plain_decimal
from schemas.tally import KindTotals, Tally
from schemas.topics import Topics, TopicSpec
from schemas.words import Bucket, Kind

R = TypeVar("R", bound=Versioned)
_FIELDS = ("status", "company", "kind", "amount", "currency", "usd", "stage", "date", "party")
_FIELDS_LATER = ("jurisdiction", "ambiguous", "merged_into")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The present state of one run: cases by id, totals by group."""

    run: str
    cases: Mapping[str, Case] = field(default_factory=dict)
    tallies: Mapping[str, Tally] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """One case that differs. `what` is added, removed or changed; `why` is for a person."""

    what: str
    case: str
    group: str
    kind: Kind
    company: str
    fields: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyChange:
    """One company whose totals differ: "fine.standing.usd" and the like to (before, after)."""

    group: str
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """All that differs between the runs `a` and `b`, in order of group, then case."""

    a: str
    b: str
    companies: tuple[CompanyChange, ...] = ()
    cases: tuple[CaseChange, ...] = ()
    same_companies: int = 0
    same_cases: int = 0


def snapshot(log: Log, topics: Topics) -> Snapshot:
    """The state that the compacted topics of a run hold now. Raises `DecodeError`."""
    return Snapshot(
        run=topics.run,
        cases=_latest(log, topics.cases, Case),
        tallies=_latest(log, topics.tallies, Tally),
    )


def compare(a: Snapshot, b: Snapshot) -> Diff:
    """What differs from `a` to `b`."""
    companies = tuple(_companies(a.tallies, b.tallies))
    pairs, removed, added = _pair(_standing(a.cases), _standing(b.cases))
    changed = [change for before, after in pairs if (change := _changed(before, after))]
    cases = [
        *changed,
        *(_removed(case, b) for case in removed),
        *(_added(case, a) for case in added),
    ]
    groups = set(a.tallies) | set(b.tallies)
    return Diff(
        a=a.run,
        b=b.run,
        companies=companies,
        cases=tuple(sorted(cases, key=lambda change: (change.group, change.case))),
        same_companies=len(groups) - len(companies),
        same_cases=len(pairs) - len(changed),
    )


def _latest(log: Log, spec: TopicSpec, kind: type[R]) -> dict[str, R]:
    return {key: decode(kind, value) for key, value in last_values(log, spec.name).items()}


def _standing(cases: Mapping[str, Case]) -> dict[str, Case]:
    """Cases that count: tombstones of merged cases and withdrawn ones tell of no event."""
    return {key: case for key, case in cases.items() if case.status is Status.OPEN}


def _pair(
    a: dict[str, Case], b: dict[str, Case]
) -> tuple[list[tuple[Case, Case]], list[Case], list[Case]]:
    """Cases with the same id, then those that share an item: the same event under another id."""
    pairs = [(a[key], b[key]) for key in a if key in b]
    removed = [case for key, case in a.items() if key not in b]
    added = {key: case for key, case in b.items() if key not in a}
    by_item = {
        (case.group, case.kind, item): key for key, case in added.items() for item in _items(case)
    }
    left = []
    for case in removed:
        keys = (by_item.get((case.group, case.kind, item)) for item in sorted(_items(case)))
        twin = next((key for key in keys if key in added), None)
        if twin is None:
            left.append(case)
        else:
            pairs.append((case, added.pop(twin)))
    return pairs, left, list(added.values())


def _said(source: Source) -> str:
    return source.evidence.text if source.evidence else "no evidence kept"


def _items(case: Case) -> set[str]:
    return {source.item for source in case.sources}


def _changed(before: Case, after: Case) -> CaseChange | None:
    names = ("id", *_FIELDS, *_FIELDS_LATER)
    fields = {
        name: (_text(getattr(before, name)), _text(getattr(after, name)))
        for name in names
        if getattr(before, name) != getattr(after, name)
    }
    if before.item_count != after.item_count:
        fields["item_count"] = (str(before.item_count), str(after.item_count))
    if not fields:
        return None
    return CaseChange(
        what="changed",
        case=after.id,
        group=after.group,
        kind=after.kind,
        company=after.company,
        fields=fields,
        why=tuple(_why_changed(before, after)),
    )


def _why_changed(before: Case, after: Case) -> Iterator[str]:
    for source in after.sources:
        if source.item not in _items(before):
            yield f"now also told by {_named(source.title, source.item)}"
    for source in before.sources:
        if source.item not in _items(after):
            yield f"no longer told by {_named(source.title, source.item)}"
    known = {(change.what, change.cause) for change in before.history}
    for change in after.history:
        if (change.what, change.cause) not in known:
            note = f": {change.note}" if change.note else ""
            yield f"{change.what} because of {change.cause}{note}"
    told = {(source.item, _said(source)) for source in before.sources}
    for source in after.sources:
        if source.item in _items(before) and (source.item, _said(source)) not in told:
            yield f"{_named(source.title, source.item)} now counts for: {_said(source)}"


def _removed(case: Case, b: Snapshot) -> CaseChange:
    return _one_sided("removed", case, b, f"in {b.run}")


def _added(case: Case, a: Snapshot) -> CaseChange:
    return _one_sided("added", case, a, f"in {a.run}")


def _one_sided(what: str, case: Case, other: Snapshot, where: str) -> CaseChange:
    return CaseChange(
        what=what,
        case=case.id,
        group=case.group,
        kind=case.kind,
        company=case.company,
        fields={name: _sided(what, getattr(case, name)) for name in ("amount", "stage", "date")},
        why=tuple(_why_absent(case, other, where)),
    )


def _why_absent(case: Case, other: Snapshot, where: str) -> Iterator[str]:
    there = other.cases.get(case.id)
    if there is not None and there.status is Status.MERGED:
        yield f"merged into case {there.merged_into} {where}"
    elif there is not None:
        yield (
            f"{there.status} {where}: {there.history[-1].note or there.history[-1].what}"
            if (there.history)
            else f"{there.status} {where}"
        )
    elsewhere = [
        held
        for held in other.cases.values()
        if held.status is Status.OPEN and _items(held) & _items(case)
    ]
    for held in elsewhere[:3]:
        yield f"{where} the same items tell of {held.kind} case {held.id} of {held.group}"
    if there is None and not elsewhere:
        yield f"{where} no item tells of it"
    for source in case.sources[:3]:
        yield f"told by {_named(source.title, source.item)}: {_said(source)}"


def _companies(a: Mapping[str, Tally], b: Mapping[str, Tally]) -> Iterator[CompanyChange]:
    for group in sorted({*a, *b}):
        before, after = _totals(a.get(group)), _totals(b.get(group))
        fields = {
            name: (before[name], after[name]) for name in before if before[name] != after[name]
        }
        if fields:
            yield CompanyChange(group=group, fields=fields)


def _totals(tally: Tally | None) -> dict[str, str]:
    kinds = tally.kinds if tally else {}
    result = {}
    for kind in Kind:
        totals = kinds.get(kind, KindTotals())
        for bucket in Bucket:
            total = getattr(totals, bucket)
            result[f"{kind}.{bucket}.count"] = str(total.count)
            result[f"{kind}.{bucket}.usd"] = plain_decimal(total.usd)
    return result


def _sided(what: str, value: object) -> tuple[str | None, str | None]:
    return (None, _text(value)) if what == "added" else (_text(value), None)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _named(title: str, item: str) -> str:
    return f'"{title[:100]}" (item {item})' if title else f"item {item}"


def lines(diff: Diff) -> Iterable[str]:
    """The diff for a terminal, one line a fact."""
    for company in diff.companies:
        for name, (before, after) in company.fields.items():
            yield f"{company.group}: {name} {before} -> {after}"
    for case in diff.cases:
        yield f"{case.group}: {case.kind} case {case.case} {case.what}"
        yield from (f"  {name}: {old} -> {new}" for name, (old, new) in case.fields.items())
        yield from (f"  because {reason}" for reason in case.why)
    yield (
        f"{len(diff.companies)} companies and {len(diff.cases)} cases differ; "
        f"{diff.same_companies} and {diff.same_cases} are the same"
    )
