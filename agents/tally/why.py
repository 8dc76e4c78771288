"""Cases -> lines a person can read: from a figure to its cases, from a case to its sentences.

In: the cases of a company, and optionally the kind and bucket of one figure. Out: lines of text.
"""

from collections.abc import Iterable, Iterator

from schemas.case import Case, Change, Rate, Source, Status
from schemas.codec import plain_decimal
from schemas.words import Bucket, Kind

_SHOWN_WORDS = 240


def why(
    cases: Iterable[Case], *, kind: Kind | None = None, bucket: Bucket | None = None
) -> Iterator[str]:
    """Every open case behind a figure (all kinds and buckets by default), each with its evidence.

    Cases that no longer count follow at the end, each with one line saying why.
    """
    chosen = [case for case in cases if kind in {None, case.kind} and bucket in {None, case.bucket}]
    ordered = sorted(chosen, key=lambda case: (case.group, case.kind, case.date is None, case.id))
    for case in sorted(ordered, key=lambda case: (case.group, case.kind, str(case.date))):
        if case.status is Status.OPEN:
            yield from case_lines(case)
            yield ""
    for case in ordered:
        if case.status is not Status.OPEN:
            yield _gone(case)


def case_lines(case: Case) -> Iterator[str]:
    """One case: what it is, its sum and rate, its life, and every sentence kept for it."""
    yield f"{case.group}: {case.kind}, {case.stage} ({case.bucket}), {_sum(case)}"
    yield f"  {case.id}  {_facts(case)}"
    if case.rate:
        yield f"  rate: {_rate(case.rate, case.currency or '')}"
    elif case.rate_note:
        yield f"  rate: {case.rate_note}"
    for link in case.links:
        yield f"  {link.relation.replace('_', ' ')}: {link.case}"
    if case.ambiguous:
        yield f"  ambiguous: could also be {', '.join(case.candidates)}"
    for change in case.history:
        yield f"  {_step(change)}"
    shown = f", {len(case.sources)} shown" if case.mention_count > len(case.sources) else ""
    yield f"  {case.mention_count} mentions in {case.item_count} items{shown}:"
    for source in case.sources:
        yield from _evidence(source)


def _sum(case: Case) -> str:
    if case.amount is None:
        return "no amount known"
    own = f"{plain_decimal(case.amount)} {case.currency}"
    others = [
        f"{plain_decimal(value)} {code}"
        for value, code in ((case.usd, "USD"), (case.eur, "EUR"))
        if value is not None and code != case.currency
    ]
    return f"{own} = {' = '.join(others)}" if others else own


def _facts(case: Case) -> str:
    parts = [
        case.company,
        f"by {case.authority or case.party}" if case.authority or case.party else "",
        case.jurisdiction or "",
        case.date.isoformat() if case.date else "date unknown",
        "confirmed by an operator" if case.confirmed else f"confidence {case.confidence:.2f}",
    ]
    return ", ".join(part for part in parts if part)


def _rate(rate: Rate, currency: str) -> str:
    return (
        f"ECB reference rate of {rate.date}: 1 {currency} = {plain_decimal(rate.usd)} USD"
        f" = {plain_decimal(rate.eur)} EUR"
    )


def _step(change: Change) -> str:
    changed = "; ".join(
        f"{name} {old or 'none'} -> {new or 'none'}" for name, (old, new) in change.fields.items()
    )
    when = change.at.isoformat() if change.at else "undated"
    note = f" ({change.note})" if change.note else ""
    return f"{when} {change.what} because of {change.cause}{note}: {changed}".rstrip(": ")


def _evidence(source: Source) -> Iterator[str]:
    told = source.published.date().isoformat() if source.published else "undated"
    yield f"    - {told} {source.publisher or 'unknown publisher'}: {source.title}"
    if source.evidence and source.evidence.text != source.title:
        yield f'      "{source.evidence.text[:_SHOWN_WORDS]}" ({source.evidence.field})'
    if source.url:
        yield f"      {source.url}"


def _gone(case: Case) -> str:
    if case.status is Status.MERGED:
        return f"{case.id} ({case.kind}) was merged into {case.merged_into}"
    last = case.history[-1] if case.history else None
    because = f" because of {last.cause}" if last else ""
    return f"{case.id} ({case.kind}) was withdrawn{because}"
