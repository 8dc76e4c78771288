"""Undoing a decision: what it set goes, what other decisions set stays.

In: the casebook and a decision that undoes another. Out: the casebook changed. Every pin, veto and
confirmation names the decision that it comes from, and that decision's record names the one it
came after. So what a later decision set is left alone, and what comes back is what the last earlier
decision set that is not undone itself.
"""

from dataclasses import replace
from typing import Any

from agents.resolve.account import Account
from agents.resolve.casebook import Casebook
from agents.resolve.intake import Moves, put_back
from agents.resolve.neighbourhood import settle
from schemas.case import Placement, Status
from schemas.codec import from_dict
from schemas.decision import Decision, Verdict


def undo(book: Casebook, decision: Decision, moves: Moves) -> set[str]:
    """Take the other decision back, then let evidence speak again around it.

    Gives the cases concerned. What is undone already stays as it is: decisions made since stand.
    """
    undone = decision.undoes or ""
    record = book.record(f"decision|{undone}")
    if "undone" in record:
        return set()
    book.put_record(f"decision|{undone}", record | {"undone": decision.id})
    for case in record.get("vetoes", {}):
        _unveto(book, case, undone, record)
    for case in record.get("confirmed", {}):
        _unconfirm(book, case, undone, record)
    cases = {
        case for account in record.get("pins", {}) for case in _unpin(book, account, undone, record)
    }
    for told in record.get("void", ()):
        placement = from_dict(Placement, told)
        if _unvoid(book, placement):
            moves.placed.append(placement.mention.id)
    settle(book, cases)
    return cases


def _unveto(book: Casebook, case: str, undone: str, record: dict[str, Any]) -> None:
    file = book.file(case)
    if file is None or not _latest(file.vetoer or file.veto, undone, record, "vetoers"):
        return
    veto, vetoer = _earlier(book, record, ("vetoes", "vetoers"), case)
    book.put(replace(file, veto=veto, vetoer=vetoer))


def _unconfirm(book: Casebook, case: str, undone: str, record: dict[str, Any]) -> None:
    file = book.file(case)
    if file is None or not _latest(file.confirmer, undone, record, "confirmers"):
        return
    confirmed, confirmer = _earlier(book, record, ("confirmed", "confirmers"), case)
    sure = replace(file.case, confirmed=bool(confirmed))
    book.put(replace(file, case=sure, confirmer=confirmer))


def _unpin(book: Casebook, name: str, undone: str, record: dict[str, Any]) -> set[str]:
    """Release an account from the case it was pinned to; gives where it was and where it is."""
    home = book.home(name)
    # An account folded into another of the decision's shares the fate of that one.
    if home is None or (home[0] != name and home[0] in record["pins"]):
        return set()
    if not _holds(book.account(home), name, undone, record):
        return {home[1]}
    pin, holder = _earlier(book, record, ("pins", "holders"), name)
    _set_pin(book, home, pin, holder)
    return {home[1], _send_back(book, home, record["members"][name])}


def _holds(account: Account, name: str, undone: str, record: dict[str, Any]) -> bool:
    """Whether the pin on `account` is the undone decision's doing.

    A later decision on the same case pins all that is there by then. That does not keep what the
    undone decision had brought there, but it keeps what was at home there anyway.
    """
    if "pinned" not in record:
        return True
    pinned = record["pinned"][name]
    brought = pinned != record["members"][name]
    return account.pin == pinned and (brought or account.held == undone)


def _latest(present: str | None, undone: str, record: dict[str, Any], setters: str) -> bool:
    """Whether what is there comes from the undone decision; of old, nothing else is noted."""
    return present == undone or (present is None and setters not in record)


def _earlier(
    book: Casebook, record: dict[str, Any], names: tuple[str, str], key: str
) -> tuple[Any, str | None]:
    """What is there without the decision `record`, and the decision that it comes from.

    `names` are the records' entries for the two. Earlier decisions that are undone are passed over.
    """
    values, setters = names
    while True:
        value, setter = record[values][key], record.get(setters, {}).get(key)
        before = book.record(f"decision|{setter}") if setter else {}
        if "undone" not in before or key not in before.get(values, {}):
            return value, setter
        record = before


def _unvoid(book: Casebook, placement: Placement) -> bool:
    """Take a mention in again, if its item still tells it; gives whether it does."""
    mention = placement.mention
    item = book.record(f"item|{mention.item}")
    void = [one for one in item.get("void", ()) if one != mention.id]
    book.put_record(f"item|{mention.item}", item | {"void": void})
    if mention.id not in item.get("mentions", ()):
        return False
    put_back(book, placement)
    return True


def _set_pin(book: Casebook, home: tuple[str, str], pin: str | None, holder: str | None) -> None:
    file = book.file(home[1])
    if file is None:
        return
    accounts = (
        replace(one, pin=pin, held=holder) if one.id == home[0] else one for one in file.accounts
    )
    book.put(replace(file, accounts=tuple(accounts)))


def _send_back(book: Casebook, home: tuple[str, str], case: str) -> str:
    """Put an account back into the case that it was in before a merge; gives that case."""
    file, old = book.file(home[1]), book.file(case)
    if file is None or old is None or case == home[1] or old.case.status is not Status.MERGED:
        return home[1]
    account = book.account(home)
    rest = tuple(one for one in file.accounts if one.id != home[0])
    book.put(replace(file, accounts=rest))
    revived = replace(old.case, status=Status.OPEN, merged_into=None)
    accounts = (*old.accounts, account)
    book.put(replace(old, case=revived, accounts=accounts, veto=_standing_veto(book, old.vetoer)))
    return case


def _standing_veto(book: Casebook, vetoer: str | None) -> str | None:
    """A tombstone forgets its veto, but not the decision that it came from."""
    record = book.record(f"decision|{vetoer}") if vetoer else {}
    return vetoer if record.get("verdict") == Verdict.VETO else None
