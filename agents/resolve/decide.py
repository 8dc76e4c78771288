"""An operator's decision -> pins on accounts: evidence may add to a decided case, never undo it.

In: the casebook and a decision. Out: the casebook changed, and the decision's own record, which
holds what undoing it needs. A pin names the case that an account is in by decision; accounts with
one pin stay together, accounts with two never meet. `ready` says whether all that a decision names
is known yet: on a replay it may come before the readings it speaks of, and then it waits for them.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from agents.resolve.account import Account, source_of
from agents.resolve.casebook import Casebook, MentionRecord
from agents.resolve.casefile import Casefile, case_id
from agents.resolve.intake import Moves, put_back, remove
from agents.resolve.neighbourhood import regroup, settle
from schemas.case import Placement, Status
from schemas.codec import from_dict, to_dict
from schemas.decision import Decision, Verdict


@dataclass(slots=True)
class Decided:
    """What deciding did: the record to keep, mentions moved, a word of history for each case.

    The record's `pins`, `members`, `vetoes` and `confirmed` hold what was there before, `void` the
    mentions taken out.
    """

    record: dict[str, Any] = field(default_factory=dict)
    moves: Moves = field(default_factory=Moves)
    words: dict[str, str] = field(default_factory=dict)


def check(decision: Decision) -> None:
    """Raises `ValueError` for a decision that does not say what it decides."""
    needs = {
        Verdict.MERGE: ("case", "into"),
        Verdict.SPLIT: ("case", "mentions"),
        Verdict.CONFIRM: ("case",),
        Verdict.UNDO: ("undoes",),
    }.get(decision.verdict, ())
    missing = [name for name in needs if not getattr(decision, name)]
    if decision.verdict is Verdict.VETO and not (decision.case or decision.mentions):
        missing = ["case or mentions"]
    if missing:
        raise ValueError(f"decision {decision.id}: a {decision.verdict} needs {missing[0]}")
    if decision.verdict is Verdict.MERGE and decision.case == decision.into:
        raise ValueError(f"decision {decision.id}: a case cannot be merged into itself")


def ready(book: Casebook, decision: Decision) -> bool:
    """Whether every case, mention and decision that `decision` names is known."""
    cases = [name for name in (decision.case, decision.into) if name]
    return (
        all(_living(book, case) is not None for case in cases)
        and all(book.mention(mention) is not None for mention in decision.mentions)
        and (decision.undoes is None or _decided(book, decision.undoes))
    )


def _decided(book: Casebook, decision: str) -> bool:
    record = book.record(f"decision|{decision}")
    return bool(record) and not record.get("waits")


def decide(book: Casebook, decision: Decision) -> Decided:
    """Apply a decision that is `ready`."""
    done = Decided(record={"verdict": decision.verdict})
    match decision.verdict:
        case Verdict.MERGE:
            _merge(book, decision, done)
        case Verdict.SPLIT:
            _split(book, decision, done)
        case Verdict.VETO:
            _veto(book, decision, done)
        case Verdict.CONFIRM:
            _confirm(book, decision, done)
        case Verdict.UNDO:
            _undo(book, decision, done)
    return done


def _merge(book: Casebook, decision: Decision, done: Decided) -> None:
    loser, winner = _named(book, decision.case), _named(book, decision.into)
    for file in (loser, winner):
        _pin(book, file, winner.case.id, done)
    done.words |= {loser.case.id: "merged", winner.case.id: "merged"}
    regroup(book, [loser.case.id, winner.case.id], [])


def _split(book: Casebook, decision: Decision, done: Decided) -> None:
    file = _named(book, decision.case)
    name = case_id(book.group, decision.id)
    leaving: dict[str, list[MentionRecord]] = {}
    for mention in decision.mentions:
        record = book.mention(mention)
        home = book.home(record.account) if record else None
        if record and home and home[1] == file.case.id:
            leaving.setdefault(home[0], []).append(record)
            done.moves.placed.append(mention)
    _pin(book, file, file.case.id, done)
    file = _named(book, file.case.id)
    accounts: list[Account] = []
    for account in file.accounts:
        gone = leaving.get(account.id, [])
        accounts.extend(_divide(book, account, gone, name, decision.id))
    book.put(replace(file, accounts=tuple(accounts)))
    done.words |= {file.case.id: "split", name: "split"}
    regroup(book, [file.case.id], [])


def _divide(
    book: Casebook, account: Account, gone: list[MentionRecord], name: str, decision: str
) -> list[Account]:
    """The account as it stays, and the part of it that leaves under the pin `name`."""
    if not gone:
        return [account]
    if len(gone) >= account.count:
        return [replace(account, pin=name)]
    founder = gone[0].placement
    items = sum(record.lead for record in gone)
    part = replace(
        account,
        id=f"{account.id}~{decision}",
        count=len(gone),
        items=items,
        founder=founder.mention.id,
        source=source_of(founder, founder.mention),
        pin=name,
    )
    for record in gone:
        book.displace(record)
        book.place(record.placement, part.id, lead=record.lead)
    stays = replace(account, count=account.count - len(gone), items=account.items - items)
    quoted = next(book.told(account.id), None)
    if quoted is not None and founder.mention.id in {account.founder, account.source.mention}:
        mention = quoted.placement.mention
        stays = replace(stays, founder=mention.id, source=source_of(quoted.placement, mention))
    return [stays, part]


def _veto(book: Casebook, decision: Decision, done: Decided) -> None:
    if decision.mentions:
        for mention in decision.mentions:
            record = book.mention(mention)
            if record is not None:
                _void(book, record, done)
        return
    file = _named(book, decision.case)
    done.record["vetoes"] = {file.case.id: file.veto}
    _pin(book, file, file.case.id, done)
    book.put(replace(_named(book, file.case.id), veto=decision.id))
    done.words[file.case.id] = "vetoed"


def _void(book: Casebook, record: MentionRecord, done: Decided) -> None:
    mention = record.placement.mention
    home = book.home(record.account)
    item = book.record(f"item|{mention.item}")
    void = sorted({*item.get("void", ()), mention.id})
    book.put_record(f"item|{mention.item}", item | {"void": void})
    done.record.setdefault("void", []).append(to_dict(record.placement))
    done.moves.removed.append(mention.id)
    if home:
        done.words[home[1]] = "vetoed"
    remove(book, record)


def _confirm(book: Casebook, decision: Decision, done: Decided) -> None:
    file = _named(book, decision.case)
    done.record["confirmed"] = {file.case.id: file.case.confirmed}
    done.record["vetoes"] = {file.case.id: file.veto}
    _pin(book, file, file.case.id, done)
    file = _named(book, file.case.id)
    case = replace(file.case, confirmed=True, ambiguous=False, candidates=())
    book.put(replace(file, case=case, veto=None))
    done.words[file.case.id] = "confirmed"


def _undo(book: Casebook, decision: Decision, done: Decided) -> None:
    """Put back what the other decision found, then let evidence speak again around it."""
    key = f"decision|{decision.undoes}"
    record = book.record(key)
    book.put_record(key, record | {"undone": decision.id})
    cases = set()
    for account, pin in record.get("pins", {}).items():
        home = book.home(account)
        if home:
            _set_pin(book, home, pin)
            cases |= {home[1], _send_back(book, home, record["members"][account])}
    for case, veto in record.get("vetoes", {}).items():
        file = _named(book, case)
        book.put(replace(file, veto=veto))
    for case, confirmed in record.get("confirmed", {}).items():
        file = _named(book, case)
        book.put(replace(file, case=replace(file.case, confirmed=confirmed)))
    for told in record.get("void", ()):
        placement = from_dict(Placement, told)
        _unvoid(book, placement)
        done.moves.placed.append(placement.mention.id)
    done.words |= dict.fromkeys(cases, "undone")
    settle(book, cases)


def _unvoid(book: Casebook, placement: Placement) -> None:
    mention = placement.mention
    item = book.record(f"item|{mention.item}")
    void = [one for one in item.get("void", ()) if one != mention.id]
    book.put_record(f"item|{mention.item}", item | {"void": void})
    put_back(book, placement)


def _pin(book: Casebook, file: Casefile, pin: str, done: Decided) -> None:
    """Pin every account of `file`, remembering what was there."""
    pins, members = done.record.setdefault("pins", {}), done.record.setdefault("members", {})
    pins.update({account.id: account.pin for account in file.accounts})
    members.update({account.id: file.case.id for account in file.accounts})
    book.put(replace(file, accounts=tuple(replace(account, pin=pin) for account in file.accounts)))


def _set_pin(book: Casebook, home: tuple[str, str], pin: str | None) -> None:
    file = _named(book, home[1])
    accounts = (replace(one, pin=pin) if one.id == home[0] else one for one in file.accounts)
    book.put(replace(file, accounts=tuple(accounts)))


def _send_back(book: Casebook, home: tuple[str, str], case: str) -> str:
    """Put an account back into the case that it was in before a merge; gives that case."""
    file, old = book.file(home[1]), book.file(case)
    if file is None or old is None or case == home[1] or old.case.status is not Status.MERGED:
        return home[1]
    account = next(one for one in file.accounts if one.id == home[0])
    rest = tuple(one for one in file.accounts if one.id != home[0])
    book.put(replace(file, accounts=rest))
    revived = replace(old.case, status=Status.OPEN, merged_into=None)
    book.put(replace(old, case=revived, accounts=(*old.accounts, account)))
    return case


def _living(book: Casebook, case: str) -> Casefile | None:
    """The file of a case, or of the one that it was merged into."""
    file = book.file(case)
    while file is not None and file.case.status is Status.MERGED and file.case.merged_into:
        file = book.file(file.case.merged_into)
    return file


def _named(book: Casebook, case: str | None) -> Casefile:
    file = _living(book, case or "")
    if file is None:
        raise LookupError(f"case {case} is not known")
    return file
