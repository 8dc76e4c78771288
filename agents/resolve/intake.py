"""A reading -> accounts and mentions in the casebook: what is new, what is gone, what stays.

In: the casebook, a reading, the mentions that the item's earlier revision left. Out: the casebook
changed, and which mentions were placed and removed. The cases' public records follow in `finish`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from agents.resolve.account import Account, read_account, source_of
from agents.resolve.casebook import Casebook, MentionRecord
from agents.resolve.neighbourhood import admit, plausible, settle
from schemas.case import Placement
from schemas.mention import Mention, Reading


@dataclass(slots=True)
class Moves:
    """The ids of mentions that an event put somewhere or took out."""

    placed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def take_in(book: Casebook, reading: Reading, known: Iterable[str], void: set[str]) -> Moves:
    """Bring the casebook to what `reading` says; `void` are mentions that an operator took out."""
    moves = Moves()
    told = {m.id: m for m in reading.mentions if m.id not in void}
    accounts = {m.id: read_account(reading, m, book.settings.rates) for m in told.values()}
    records = [record for record in map(book.mention, sorted(set(known))) if record]
    kept = {}
    for record in records:
        mention = record.placement.mention.id
        if mention in told and _unchanged(book, record, accounts[mention]):
            kept[mention] = record
        else:
            remove(book, record)
            moves.removed.append(mention)
    fresh = [mention for mention in told if mention not in kept]
    for mention in sorted(fresh, key=lambda one: (accounts[one].amount is None, one)):
        _add(book, reading, told[mention], accounts[mention])
        moves.placed.append(mention)
    moves.removed = [mention for mention in moves.removed if mention not in told]
    count_items(book, [*kept, *moves.placed])
    return moves


def remove(book: Casebook, record: MentionRecord) -> None:
    """Take one mention out; the case it was in is looked at anew."""
    home = book.home(record.account)
    book.displace(record)
    file = book.file(home[1]) if home else None
    if home is None or file is None:
        return
    account = next(one for one in file.accounts if one.id == home[0])
    left = _less(book, account, record)
    near = plausible(book, account)
    _change(book, home, left)
    if left is None:
        settle(book, {home[1], *near})


def _unchanged(book: Casebook, record: MentionRecord, account: Account) -> bool:
    if record.account.split("~")[0] == account.id:
        return True
    home = book.home(account.id)
    return home is not None and home[0] == record.account


def put_back(book: Casebook, placement: Placement) -> None:
    """Take in again a mention that had been taken out."""
    mention = placement.mention
    reading = Reading(
        item=mention.item,
        revision=1,
        group=placement.group,
        title=placement.title,
        url=placement.url,
        publisher=placement.publisher,
        published=placement.published,
    )
    _add(book, reading, mention, read_account(reading, mention, book.settings.rates))
    count_items(book, book.record(f"item|{mention.item}").get("mentions", ()))


def _add(book: Casebook, reading: Reading, mention: Mention, account: Account) -> None:
    home = book.home(account.id)
    if home is None:
        admit(book, account)
        home = book.home(account.id)
        if home is None:
            raise LookupError(f"account {account.id} has no case after it was admitted")
    else:
        _change(book, home, _more(book.account(home), account))
    placement = Placement(
        case=home[1],
        group=reading.group,
        mention=mention,
        title=reading.title,
        url=reading.url,
        publisher=reading.publisher,
        published=reading.published,
    )
    book.place(placement, home[0], lead=False)


def _change(book: Casebook, home: tuple[str, str], account: Account | None) -> None:
    """Put `account` in the place of the one at `home`; None takes that one out."""
    file = book.file(home[1])
    if file is None:
        return
    rest = [one if one.id != home[0] else account for one in file.accounts]
    book.put(replace(file, accounts=tuple(one for one in rest if one is not None)))


def _more(account: Account, told: Account) -> Account:
    first = [t for t in (account.first_told, told.first_told) if t]
    last = [t for t in (account.last_told, told.last_told) if t]
    return replace(
        account,
        count=account.count + 1,
        confidence=max(account.confidence, told.confidence),
        first_told=min(first, default=None),
        last_told=max(last, default=None),
    )


def _less(book: Casebook, account: Account, record: MentionRecord) -> Account | None:
    """The account without one mention; if that was the one quoted, another is quoted now."""
    if account.count <= 1:
        return None
    items = max(account.items - int(record.lead), 0)
    left = replace(account, count=account.count - 1, items=items)
    if record.placement.mention.id not in {account.founder, account.source.mention}:
        return left
    other = next(book.told(account.id), None)
    if other is None:
        return left
    mention = other.placement.mention
    return replace(left, founder=mention.id, source=source_of(other.placement, mention))


def count_items(book: Casebook, mentions: Iterable[str]) -> None:
    """Let exactly one of an item's mentions in a case count the item for that case."""
    counted = set()
    for mention in sorted(mentions):
        record = book.mention(mention)
        home = book.home(record.account) if record else None
        if record is None or home is None:
            continue
        lead = home[1] not in counted
        counted.add(home[1])
        if lead is not record.lead:
            book.rewrite(replace(record, lead=lead))
            account = book.account(home)
            _change(book, home, replace(account, items=account.items + (1 if lead else -1)))
