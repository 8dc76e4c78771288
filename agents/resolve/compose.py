"""A case file's accounts -> the public case, short of history and links.

In: the file as it was, the accounts it now rests on, what clustering says of it. Out: the `Case`.
"""

from collections.abc import Sequence
from dataclasses import replace

from agents.resolve.account import Account
from agents.resolve.casefile import Casefile
from agents.resolve.settings import ResolveSettings
from agents.resolve.values import convert, resolve_values
from schemas.case import Case, Relation, Source, Status
from schemas.words import Bucket, Kind, Stage


def blank(case: str, group: str, account: Account) -> Case:
    """A case that nothing is known of yet but its founder."""
    return Case(id=case, kind=account.kind, group=group, company=account.company)


def compose(file: Casefile, settings: ResolveSettings) -> Case:
    """The case that the file's accounts give; without any it is withdrawn as it last stood."""
    case = file.case
    if not file.accounts:
        status = case.status if case.status is Status.MERGED else Status.WITHDRAWN
        return replace(case, status=status, mention_count=0, item_count=0)
    values = resolve_values(file.accounts)
    sums = convert(values.amount, values.currency, values.date, settings.rates)
    told = [a.first_told for a in file.accounts if a.first_told]
    last = [a.last_told for a in file.accounts if a.last_told]
    return replace(
        case,
        kind=values.kind,
        company=values.company,
        status=Status.WITHDRAWN if file.veto else Status.OPEN,
        merged_into=None,
        amount=values.amount,
        currency=values.currency,
        usd=sums.usd,
        eur=sums.eur,
        rate=sums.rate,
        rate_note=sums.note,
        stage=settled(values.kind, values.stage, case),
        party=values.party,
        authority=values.authority,
        jurisdiction=values.jurisdiction,
        date=values.date,
        first_reported=min(told, default=None),
        last_reported=max(last, default=None),
        confidence=values.confidence,
        sources=_sources(file.accounts, settings.sources),
        mention_count=sum(account.count for account in file.accounts),
        item_count=sum(account.items for account in file.accounts),
    )


def settled(kind: Kind, stage: Stage, case: Case) -> Stage:
    """A suit that a settlement ended is closed as settled, unless a court ended it."""
    ended = any(link.relation is Relation.SETTLED_BY for link in case.links)
    open_suit = kind is Kind.LAWSUIT and stage.bucket is not Bucket.CLOSED
    return Stage.SETTLED if ended and open_suit else stage


def _sources(accounts: Sequence[Account], most: int) -> tuple[Source, ...]:
    """The best first, and among those kept always the first and the latest told."""
    by_time = sorted(accounts, key=lambda a: (a.said or 0, a.id))
    best = sorted(accounts, key=lambda a: (a.background, -a.confidence, a.amount is None, a.id))
    kept = {account.id: account for account in (*best[: most - 2], by_time[0], by_time[-1])}
    for account in best:
        if len(kept) >= most:
            break
        kept[account.id] = account
    return tuple(account.source for account in best if account.id in kept)
