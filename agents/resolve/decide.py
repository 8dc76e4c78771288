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
from agents.resolve.intake import Moves, remove
from agents.resolve.neighbourhood import regroup
from agents.resolve.undo import undo
from schemas.case import Status
from schemas.codec import to_dict
from schemas.decision import Decision, Verdict


@dataclass(slots=True)
class Decided:
    """What deciding did: the record to keep, mentions moved, a word of history for each case.

    The record's `pins`, `members`, `vetoes` and `confirmed` hold what was there before, `holders`,
    `vetoers` and `confirmers` the decisions that it came from; `pinned` the pins set, `void` the
    mentions taken out. Records of old lack `pinned` and the decisions.
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
            done.words |= dict.fromkeys(undo(book, decision, done.moves), "undone")
    return done


def _merge(book: Casebook, decision: Decision, done: Decided) -> None:
    loser, winner = _named(book, decision.case), _named(book, decision.into)
    for file in (loser, winner):
        _pin(book, file, winner.case.id, decision, done)
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
    _pin(book, file, file.case.id, decision, done)
    file = _named(book, file.case.id)
    accounts: list[Account] = []
    for account in file.accounts:
        gone = leaving.get(account.id, [])
        divided = _divide(book, account, gone, name, decision.id)
        _note_parts(book, account, divided, done)
        accounts.extend(divided)
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


def _note_parts(book: Casebook, account: Account, parts: list[Account], done: Decided) -> None:
    """What was decided on an account was decided on its parts, so that undoing reaches them all."""
    fresh = [part.id for part in parts if part.id != account.id]
    record, holder = done.record, None
    while fresh and account.id in record.get("pins", {}):
        for noted in ("pins", "holders", "members", "pinned"):
            values = record.get(noted, {})
            if account.id in values:
                values.update(dict.fromkeys(fresh, values[account.id]))
        if holder:
            book.put_record(f"decision|{holder}", record)
        holder = record.get("holders", {}).get(account.id)
        record = book.record(f"decision|{holder}") if holder else {}
    done.record["pinned"] |= {part.id: part.pin for part in parts}


def _veto(book: Casebook, decision: Decision, done: Decided) -> None:
    if decision.mentions:
        for mention in decision.mentions:
            record = book.mention(mention)
            if record is not None:
                _void(book, record, done)
        return
    file = _named(book, decision.case)
    _note_veto(file, done)
    _pin(book, file, file.case.id, decision, done)
    book.put(replace(_named(book, file.case.id), veto=decision.id, vetoer=decision.id))
    done.words[file.case.id] = "vetoed"


def _note_veto(file: Casefile, done: Decided) -> None:
    done.record["vetoes"] = {file.case.id: file.veto}
    # A file of old has a veto only.
    done.record["vetoers"] = {file.case.id: file.vetoer or file.veto}


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
    done.record["confirmers"] = {file.case.id: file.confirmer}
    _note_veto(file, done)
    _pin(book, file, file.case.id, decision, done)
    file = _named(book, file.case.id)
    case = replace(file.case, confirmed=True, ambiguous=False, candidates=())
    book.put(replace(file, case=case, veto=None, vetoer=decision.id, confirmer=decision.id))
    done.words[file.case.id] = "confirmed"


def _pin(book: Casebook, file: Casefile, pin: str, decision: Decision, done: Decided) -> None:
    """Pin every account of `file`, remembering what was there."""
    noted: dict[str, dict[str, str | None]] = {
        "pins": {account.id: account.pin for account in file.accounts},
        "holders": {account.id: account.held for account in file.accounts},
        "members": {account.id: file.case.id for account in file.accounts},
        "pinned": {account.id: pin for account in file.accounts},
    }
    for name, values in noted.items():
        done.record.setdefault(name, {}).update(values)
    accounts = (replace(account, pin=pin, held=decision.id) for account in file.accounts)
    book.put(replace(file, accounts=tuple(accounts)))


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
