"""The accounts of one event -> its resolved values.

In: accounts. Out: kind, stage, sum, party, places and dates of the case. A pure function of the
accounts: whatever order they came in, the same values come out.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agents.resolve.account import Account
from agents.resolve.money import Sameness, compare, significant
from agents.resolve.rates import Rates
from schemas.case import Rate
from schemas.words import Bucket, Kind, Stage

_CENT = Decimal("0.01")
_RANK = {
    Stage.UNKNOWN: 0,
    Stage.THREATENED: 1,
    Stage.SOUGHT: 2,
    Stage.PROPOSED: 3,
    Stage.IMPOSED: 4,
    Stage.AGREED: 4,
    Stage.APPROVED: 5,
    Stage.PAID: 6,
    Stage.SETTLED: 7,
    Stage.DISMISSED: 7,
    Stage.OVERTURNED: 7,
}
# The money of a place, where it tells which of two currencies was the original one.
_MONEY_OF = {
    "US": "USD", "GB": "GBP", "CH": "CHF", "SE": "SEK", "NO": "NOK", "DK": "DKK", "PL": "PLN",
    "CZ": "CZK", "HU": "HUF", "RO": "RON", "RU": "RUB", "TR": "TRY", "IL": "ILS", "ZA": "ZAR",
    "IN": "INR", "CN": "CNY", "HK": "HKD", "JP": "JPY", "KR": "KRW", "SG": "SGD", "MY": "MYR",
    "ID": "IDR", "TH": "THB", "PH": "PHP", "AU": "AUD", "NZ": "NZD", "CA": "CAD", "MX": "MXN",
    "BR": "BRL", "EU": "EUR", "DE": "EUR", "FR": "EUR", "IT": "EUR", "ES": "EUR", "NL": "EUR",
    "BE": "EUR", "IE": "EUR", "AT": "EUR", "FI": "EUR", "PT": "EUR", "GR": "EUR", "LU": "EUR",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What the accounts of a case agree on."""

    kind: Kind
    company: str
    stage: Stage
    amount: Decimal | None
    currency: str | None
    party: str | None
    authority: str | None
    jurisdiction: str | None
    date: dt.date | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """A sum in dollars and euros, or why not."""

    usd: Decimal | None = None
    eur: Decimal | None = None
    rate: Rate | None = None
    note: str = ""


def resolve_values(accounts: Sequence[Account]) -> Values:
    """The values of the event that `accounts` (at least one) tell."""
    ordered = sorted(accounts, key=_when)
    stage = _stage(ordered)
    jurisdiction = _jurisdiction(ordered)
    amount, currency = _amount(ordered, stage, jurisdiction)
    return Values(
        kind=_kind(ordered),
        company=_most(ordered, lambda a: a.company) or ordered[0].company,
        stage=stage,
        amount=amount,
        currency=currency,
        party=_party(ordered),
        authority=_most(ordered, lambda a: a.authority),
        jurisdiction=jurisdiction,
        date=_date(ordered, stage),
        confidence=max(account.confidence for account in ordered),
    )


def convert(
    amount: Decimal | None, currency: str | None, date: dt.date | None, rates: Rates
) -> Converted:
    """Dollars and euros at the rate of the event's day. A sum in dollars needs no rate for them."""
    if amount is None or currency is None:
        return Converted()
    dollars = amount if currency == "USD" else None
    euros = amount if currency == "EUR" else None
    if date is None:
        return Converted(usd=dollars, eur=euros, note="no date, so no exchange rate")
    rate = rates.rate(currency, date)
    if rate is None:
        return Converted(usd=dollars, eur=euros, note=rates.why_none(currency, date))
    return Converted(
        usd=dollars if dollars is not None else (amount * rate.usd).quantize(_CENT),
        eur=euros if euros is not None else (amount * rate.eur).quantize(_CENT),
        rate=rate,
    )


def _when(account: Account) -> tuple[int, int, str]:
    return (account.last_day or account.said or 0, _RANK[account.stage], account.id)


def _kind(accounts: Sequence[Account]) -> Kind:
    """A settlement if any text says settlement: it wins over the word fine."""
    kinds = {account.kind for account in accounts}
    return next(kind for kind in (Kind.SETTLEMENT, Kind.FINE, Kind.LAWSUIT) if kind in kinds)


def _stage(ordered: Sequence[Account]) -> Stage:
    """Walk through the accounts by date; a stage only moves forward, or comes back to life."""
    stage = Stage.UNKNOWN
    for account in ordered:
        forward = _RANK[account.stage] > _RANK[stage]
        if forward or _changes_course(stage, account) or _revives(stage, account):
            stage = account.stage
    return stage


def _changes_course(stage: Stage, account: Account) -> bool:
    """A later word of the same weight counts where the outcome differs: dismissed, overturned."""
    same = _RANK[account.stage] == _RANK[stage]
    return same and account.stage is not stage and stage.bucket is Bucket.CLOSED


def _revives(stage: Stage, account: Account) -> bool:
    """A dismissed suit that a later story shows going on was brought back by an appeal."""
    closed = stage in {Stage.DISMISSED, Stage.OVERTURNED}
    alive = account.stage in {Stage.SOUGHT, Stage.IMPOSED, Stage.AGREED, Stage.PAID}
    return closed and alive and not account.background


def _amount(
    ordered: Sequence[Account], stage: Stage, jurisdiction: str | None
) -> tuple[Decimal | None, str | None]:
    told = [account for account in ordered if account.amount is not None]
    if stage.bucket is Bucket.STANDING:
        # What was asked for or expected is not what stands, even where nobody tells what does.
        told = [account for account in told if account.stage.bucket is Bucket.STANDING]
    elif stage.bucket is Bucket.CLOSED:
        told = [account for account in told if account.firm] or told
    told = [account for account in told if not account.joint] or told
    if not told:
        return None, None
    # The latest sum replaces earlier ones; all that round or convert to it are the same sum.
    latest = _latest(told)
    same = [account for account in told if _same(account, latest)]
    best = min(same, key=lambda account: _preference(account, jurisdiction, same))
    return best.amount, best.currency


def _latest(told: Sequence[Account]) -> Account:
    primary = [account for account in told if not account.background] or list(told)
    last_day = max(_when(account)[0] for account in primary)
    of_day = [account for account in primary if _when(account)[0] == last_day]
    return max(of_day, key=lambda a: (a.count, significant(a.amount or Decimal(0)), a.id))


def _preference(
    account: Account, jurisdiction: str | None, same: Sequence[Account]
) -> tuple[bool, bool, int, int, str]:
    """The place's own money first, then any but a converted dollar, then the finest figure."""
    money = _MONEY_OF.get((jurisdiction or "").split("-")[0])
    several = len({other.currency for other in same}) > 1
    return (
        several and account.currency != money,
        several and account.currency == "USD",
        -significant(account.amount or Decimal(0)),
        -account.count,
        account.id,
    )


def _same(one: Account, other: Account) -> bool:
    if one.amount is None or other.amount is None:
        return False
    left = (one.amount, one.currency or "", one.usd)
    right = (other.amount, other.currency or "", other.usd)
    return compare(left, right) in {Sameness.EXACT, Sameness.ROUNDED}


def _party(ordered: Sequence[Account]) -> str | None:
    named = [account for account in ordered if account.who.keys]
    return _most(named, lambda a: a.party) or _most(ordered, lambda a: a.party)


def _jurisdiction(ordered: Sequence[Account]) -> str | None:
    told = _most(ordered, lambda a: a.jurisdiction)
    return told or _most(
        ordered, lambda a: next(iter(a.who.places)) if len(a.who.places) == 1 else None
    )


def _date(ordered: Sequence[Account], stage: Stage) -> dt.date | None:
    """The day it came to stand, or was first told; a date in a text outranks its publication."""
    deciding = ordered
    if ordered[0].kind is not Kind.LAWSUIT and stage.bucket is Bucket.STANDING:
        deciding = [account for account in ordered if account.firm] or ordered
    told = [a.first_day for a in deciding if not a.background and not a.dated and a.first_day]
    dated = [(a.first_day, a.last_day) for a in deciding if a.dated and a.first_day and a.last_day]
    if dated:
        first, last = min(dated, key=lambda span: (span[1] - span[0], span))
        within = [day for day in told if first <= day <= last]
        return dt.date.fromordinal(min(within, default=first))
    days = told or [a.said for a in deciding if a.said]
    return dt.date.fromordinal(min(days)) if days else None


def _most(accounts: Iterable[Account], of: Callable[[Account], str | None]) -> str | None:
    """The value that most mentions give; of equals the longest, for it says most."""
    counts: Counter[str] = Counter()
    for account in accounts:
        value = of(account)
        if value:
            counts[value] += account.count
    return max(counts, key=lambda value: (counts[value], len(value), value), default=None)
