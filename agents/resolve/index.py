"""Finding the cases that a mention could belong to, without looking at all of them.

In: an account, or the accounts of a case. Out: the pages that name it, and from those the likeliest
cases. A page is a bounded list of case ids, latest last: pages by sum (logarithmic buckets), party,
salient word, month of report, and one of the latest cases. Suits and penalties have pages of their
own. A page that overflows forgets its oldest: a mention that fits hundreds of cases equally names
none of them.
"""

from collections.abc import Iterable

import orjson

from agents.resolve.account import Account
from agents.resolve.journal import Journal
from agents.resolve.money import buckets
from schemas.words import Kind

_MONTH_DAYS = 30
_MOST_FACETS = 80


def facets(accounts: Iterable[Account]) -> list[str]:
    """The pages that a case with these accounts stands on, most telling first."""
    found: dict[str, None] = {}
    for account in accounts:
        found.update(dict.fromkeys(facet for facet, _weight in _facets(account, own=True)))
    return sorted(found)[:_MOST_FACETS]


def candidates(store: Journal, prefix: str, account: Account, most: int) -> list[str]:
    """The ids of the cases that share the most telling pages with `account`, best first."""
    votes: dict[str, float] = {}
    for facet, weight in _facets(account, own=False):
        for age, case in enumerate(reversed(_page(store, prefix + facet))):
            votes[case] = votes.get(case, 0.0) + weight - age * 0.001
    return sorted(votes, key=lambda case: (-votes[case], case))[:most]


def enter(store: Journal, prefix: str, case: str, pages: Iterable[str], limit: int) -> None:
    """Name `case` on `pages`, as the latest."""
    for facet in pages:
        page = [other for other in _page(store, prefix + facet) if other != case]
        store[prefix + facet] = orjson.dumps([*page, case][-limit:])


def leave(store: Journal, prefix: str, case: str, pages: Iterable[str]) -> None:
    """Strike `case` from `pages`."""
    for facet in pages:
        page = _page(store, prefix + facet)
        if case in page:
            store[prefix + facet] = orjson.dumps([other for other in page if other != case])


def _facets(account: Account, *, own: bool) -> Iterable[tuple[str, float]]:
    """Pages with the weight of standing on one; `own` ones to stand on, else ones to look at."""
    family = "s" if account.kind is Kind.LAWSUIT else "p"
    for amount, currency, usd in account.figures:
        near = buckets(usd, amount, currency)
        for bucket in near[:1] if own else near:
            yield f"{family}-sum-{bucket}", 3.0
    for key in sorted(account.who.keys):
        yield f"{family}-party-{key}", 2.0
    for word in sorted(account.matter.words):
        yield f"{family}-word-{word}", 1.0
    for place in sorted(account.where | account.seen):
        yield f"{family}-place-{place}", 0.5
    for month in _months(account, own=own):
        yield f"{family}-month-{month}", 1.0
    yield f"{family}-latest", 0.25


def _months(account: Account, *, own: bool) -> list[int]:
    days = [day for day in (account.first_day, account.last_day) if day is not None]
    months = {day // _MONTH_DAYS for day in days}
    if own:
        return sorted(months)
    return sorted({month + step for month in months for step in (-1, 0, 1)})


def _page(store: Journal, key: str) -> list[str]:
    raw = store.get(key)
    page: list[str] = orjson.loads(raw) if raw else []
    return page
