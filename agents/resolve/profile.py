"""Accounts -> what they tell together, in the form that comparing takes.

In: one account, or all of a case. Out: `Profile`. Profiles add up: a case's is the union of its
accounts', so comparing a mention with a case costs the same however often the case is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from agents.resolve.account import Account
from agents.resolve.parties import Party
from schemas.words import Kind, Stage

_AFTERWARDS = frozenset({Stage.APPROVED, Stage.PAID, Stage.OVERTURNED, Stage.DISMISSED})


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount as told: `usd` at its day's rate, `firm` when it stands, `former` if no more."""

    amount: Decimal
    currency: str
    usd: float | None
    firm: bool
    joint: bool
    former: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one or more accounts tell. `since`..`until` spans all of it (ordinals, None unknown).

    `pending_until` is the last day it was still open, `firm_since` the first it stood,
    `follows_since` the first that told of its aftermath, all by reports of the time. `recalled`:
    only told as undated history, so it happened any time before `until`.
    """

    suit: bool
    kinds: frozenset[Kind]
    sums: frozenset[Sum]
    who: Party
    where: frozenset[str]
    seen: frozenset[str]
    words: frozenset[str]
    topics: frozenset[str]
    names: frozenset[str]
    since: int | None
    until: int | None
    pending_until: int | None
    firm_since: int | None
    follows_since: int | None
    dated: tuple[int, int] | None
    recalled: bool
    reduces: bool
    items: frozenset[str]


def profile(account: Account) -> Profile:
    """The profile of one account."""
    span = (account.first_day, account.last_day)
    return Profile(
        suit=account.kind is Kind.LAWSUIT,
        kinds=frozenset({account.kind}),
        sums=frozenset(_sums(account)),
        who=account.who,
        where=account.where,
        seen=account.seen,
        words=account.matter.words,
        topics=account.matter.topics,
        names=account.matter.names,
        since=account.first_day if account.first_day is not None else account.last_day,
        until=_until(account),
        pending_until=None if account.firm or account.background else account.last_day,
        firm_since=account.first_day if account.firm and not account.background else None,
        follows_since=account.first_day if _follows(account) else None,
        dated=(span[0], span[1]) if account.dated and span[0] and span[1] else None,
        recalled=account.background and not account.dated,
        reduces=account.reduces,
        items=frozenset({account.source.item}),
    )


def together(accounts: Iterable[Account]) -> Profile:
    """The profile of several accounts. Raises `TypeError` for none."""
    return reduce(union, map(profile, accounts))


def union(one: Profile, other: Profile) -> Profile:
    """What both tell. History without a date does not stretch the span."""
    told = [p for p in (one, other) if not p.recalled] or [one, other]
    return Profile(
        suit=one.suit,
        kinds=one.kinds | other.kinds,
        sums=one.sums | other.sums,
        who=Party(
            keys=one.who.keys | other.who.keys,
            sorts=one.who.sorts | other.who.sorts,
            offices=one.who.offices | other.who.offices,
            places=one.who.places | other.who.places,
        ),
        where=one.where | other.where,
        seen=one.seen | other.seen,
        words=one.words | other.words,
        topics=one.topics | other.topics,
        names=one.names | other.names,
        since=min((p.since for p in told if p.since is not None), default=None),
        until=max((p.until for p in told if p.until is not None), default=None),
        pending_until=max(_known(one.pending_until, other.pending_until), default=None),
        firm_since=min(_known(one.firm_since, other.firm_since), default=None),
        follows_since=min(_known(one.follows_since, other.follows_since), default=None),
        dated=_hull(one.dated, other.dated),
        recalled=one.recalled and other.recalled,
        reduces=one.reduces or other.reduces,
        items=one.items | other.items,
    )


def _sums(account: Account) -> Iterable[Sum]:
    for at, (amount, currency, usd) in enumerate(account.figures):
        yield Sum(amount, currency, usd, account.firm, account.joint, former=at > 0)


def _until(account: Account) -> int | None:
    """The last day that it was told of as news, tellings folded into this one included."""
    if account.dated or account.background or account.last_told is None:
        return account.last_day
    return max(account.last_day or 0, account.last_told.date().toordinal())


def _follows(account: Account) -> bool:
    """Whether by its nature it comes after something: approved, paid, overturned, cut, accepted."""
    accepted = account.kind is Kind.FINE and account.stage is Stage.AGREED
    after = accepted or account.reduces or account.stage in _AFTERWARDS
    return after and not account.background


def _known(*days: int | None) -> list[int]:
    return [day for day in days if day is not None]


def _hull(one: tuple[int, int] | None, other: tuple[int, int] | None) -> tuple[int, int] | None:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), max(one[1], other[1])
