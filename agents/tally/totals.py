"""Totals by kind and bucket: add a case, take one away. What reaches zero is dropped."""

from dataclasses import replace

from agents.tally.contribution import Contribution
from schemas.tally import KindTotals, Total, Totals

_NOTHING = KindTotals()


def add(totals: Totals, one: Contribution, sign: int) -> Totals:
    """`totals` with `one` counted (`sign` 1) or no longer counted (-1)."""
    changed = dict(totals)
    kind = changed.get(one.kind, _NOTHING)
    total: Total = getattr(kind, one.bucket)
    moved = Total(
        count=total.count + sign,
        usd=total.usd + sign * one.usd,
        eur=total.eur + sign * one.eur,
    )
    changed[one.kind] = replace(kind, **{one.bucket: moved})
    return {
        name: changed[name] for name in sorted(changed) if changed[name].count or name != one.kind
    }


def add_under(
    parts: dict[str, Totals], key: str, one: Contribution, sign: int
) -> dict[str, Totals]:
    """`parts` with `one` added to or taken from its part `key`."""
    changed = parts | {key: add(parts.get(key, {}), one, sign)}
    return {name: changed[name] for name in sorted(changed) if changed[name]}
