"""Two runs over the same items -> what the later one gained and lost, event by event."""

from collections.abc import Iterator
from dataclasses import dataclass

from scoring.report import Outcome, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One event that came out otherwise: `better` says which way, `what` says how."""

    better: bool
    item: str
    what: str


def compare(before: Report, after: Report) -> list[Change]:
    """The gains first, then the losses, each in the order of the items."""
    old = {o.key: o for o in before.outcomes}
    new = {o.key: o for o in after.outcomes}
    changes = [*_lost_or_gained(old, new), *_false(old, new)]
    return sorted(changes, key=lambda change: (not change.better, change.item, change.what))


def _lost_or_gained(
    old: dict[tuple[str, str, str], Outcome], new: dict[tuple[str, str, str], Outcome]
) -> Iterator[Change]:
    for key, now in new.items():
        then = old.get(key)
        if not now.wanted or then is None:
            continue
        if bool(now.told) != bool(then.told):
            word = "found" if now.told else "missed"
            yield Change(better=bool(now.told), item=now.item, what=f"{word}: {now.wanted}")
            continue
        for name in ("amount", "bucket"):
            a, b = getattr(then, name), getattr(now, name)
            if a is not None and b is not None and a != b:
                shown = now.amounts if name == "amount" else now.stages
                what = f"{name} {'right' if b else 'wrong'}: {now.wanted} ({shown})"
                yield Change(better=bool(b), item=now.item, what=what)


def _false(
    old: dict[tuple[str, str, str], Outcome], new: dict[tuple[str, str, str], Outcome]
) -> Iterator[Change]:
    for key, now in new.items():
        if now.told and not now.wanted and key not in old:
            yield Change(better=False, item=now.item, what=f"false event: {now.told}")
    for key, then in old.items():
        if then.told and not then.wanted and key not in new:
            yield Change(better=True, item=then.item, what=f"no false event any more: {then.told}")
