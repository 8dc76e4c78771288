"""The JSON that `read`, `tally`, `tallies` and `cases` print: fixed, for other programs read it."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from agents.resolve.rates import Rates
from schemas.case import Case
from schemas.codec import plain_decimal
from schemas.item import Item
from schemas.mention import Mention
from schemas.tally import KindTotals, Tally, Total
from schemas.words import Kind

CENT = Decimal("0.01")


def event_line(mention: Mention, item: Item, rates: Rates) -> dict[str, Any]:
    """One event as `read` prints it; `usd` at the ECB rate of the event's day, else the item's."""
    on = mention.date or (item.published.date() if item.published else None)
    evidence = mention.evidence
    return {
        "kind": mention.kind,
        "company": mention.company,
        "group": mention.group,
        "amount": _decimal(mention.amount),
        "currency": mention.currency,
        "usd": _decimal(_usd(mention, on, rates)),
        "stage": mention.stage,
        "party": mention.party,
        "jurisdiction": mention.jurisdiction,
        "date": mention.date,
        "role": mention.role,
        "confidence": round(mention.confidence, 3),
        "rule": mention.rule,
        "evidence": {
            "field": evidence.field,
            "start": evidence.start,
            "end": evidence.end,
            "text": evidence.text,
        },
        "reason": mention.reason,
        "unnamed": mention.unnamed,
    }


def company_totals(tally: Tally) -> dict[str, Any]:
    """A company's totals by kind and bucket."""
    kinds = {kind: tally.kinds.get(kind, KindTotals()) for kind in Kind}
    return {
        "group": tally.group,
        **{
            str(kind): {
                "count": totals.count,
                "standing": _total(totals.standing),
                "pending": _total(totals.pending),
                "closed": _total(totals.closed),
            }
            for kind, totals in kinds.items()
        },
    }


def case_line(case: Case, items: Sequence[str]) -> dict[str, Any]:
    """A case with the ids of the items that report it."""
    return {
        "case": case.id,
        "kind": case.kind,
        "group": case.group,
        "company": case.company,
        "amount": _decimal(case.amount),
        "currency": case.currency,
        "usd": _decimal(case.usd),
        "stage": case.stage,
        "bucket": case.bucket,
        "party": case.party,
        "jurisdiction": case.jurisdiction,
        "date": case.date,
        "ambiguous": case.ambiguous,
        "items": list(items),
        "links": [link.case for link in case.links],
    }


def _usd(mention: Mention, on: dt.date | None, rates: Rates) -> Decimal | None:
    if mention.amount is None or mention.currency is None or on is None:
        return None
    rate = rates.rate(mention.currency, on)
    return (mention.amount * rate.usd).quantize(CENT) if rate else None


def _total(total: Total) -> dict[str, Any]:
    return {"count": total.count, "usd": _decimal(total.usd), "eur": _decimal(total.eur)}


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else plain_decimal(value)
