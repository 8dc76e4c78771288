"""A case told in too many ways -> the most telling accounts, the others counted under them.

In: a file. Out: the file with at most the permitted number of accounts. What is folded away keeps
its mentions and its count; only its wording no longer takes part in comparing.
"""

from dataclasses import replace

from agents.resolve.account import Account
from agents.resolve.casebook import Casebook
from agents.resolve.casefile import Casefile


def fold_down(book: Casebook, file: Casefile) -> Casefile:
    """Fold accounts of `file` until it has as many as it may."""
    accounts = list(file.accounts)
    while len(accounts) > book.settings.accounts:
        gone = min(accounts, key=lambda a: _telling(a, accounts))
        accounts.remove(gone)
        into = max(accounts, key=lambda a: _likeness(a, gone))
        accounts[accounts.index(into)] = _add(into, gone)
        book.fold(gone.id, into.id)
    return replace(file, accounts=tuple(accounts))


def _telling(account: Account, others: list[Account]) -> tuple[bool, int, int, str]:
    """What would be missed least: a repeat of the same facts, told by few, told late."""
    repeats = any(_facts(account) == _facts(other) for other in others if other is not account)
    return not repeats, account.count, -(account.said or 0), account.id


def _likeness(account: Account, gone: Account) -> tuple[bool, bool, int, str]:
    return (
        _facts(account) == _facts(gone),
        account.stage is gone.stage,
        len(account.matter.words & gone.matter.words),
        account.id,
    )


def _facts(account: Account) -> tuple[object, ...]:
    return (
        account.kind,
        account.stage,
        account.amount,
        account.currency,
        account.pin,
        account.background,
    )


def _add(into: Account, gone: Account) -> Account:
    first = [told for told in (into.first_told, gone.first_told) if told]
    last = [told for told in (into.last_told, gone.last_told) if told]
    return replace(
        into,
        count=into.count + gone.count,
        items=into.items + gone.items,
        first_told=min(first, default=None),
        last_told=max(last, default=None),
    )
