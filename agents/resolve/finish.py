"""After clustering: public records, links, history, notices, placements; then everything is kept.

In: the casebook as `intake` or `decide` left it. Out: the `Outcome`, with all writes committed.
"""

from dataclasses import dataclass, replace

from agents.resolve.account import Account
from agents.resolve.casebook import Casebook
from agents.resolve.casefile import Casefile
from agents.resolve.compose import compose
from agents.resolve.history import Cause, advance
from agents.resolve.intake import Moves
from agents.resolve.links import relink
from agents.resolve.outcome import Notice
from schemas.case import Case, Link, Placement, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What the event came to."""

    cases: tuple[tuple[Case | None, Case], ...]
    placements: tuple[Placement, ...]
    notices: tuple[Notice, ...]


def finish(book: Casebook, moves: Moves, cause: Cause, causes: dict[str, Cause]) -> Finished:
    """Complete and write every changed file. `causes` overrides `cause` for single cases."""
    for case in book.changed():
        _recompose(book, case)
    links = {case: _links(book, case) for case in book.changed()}
    relink(book)
    for case in book.changed():
        if links.get(case) != _links(book, case):
            _recompose(book, case)
    notices = []
    for case in book.changed():
        notice = _advance(book, case, causes.get(case, cause))
        if notice:
            notices.append(notice)
    placements = _placements(book, moves)
    pairs = []
    for case in book.changed():
        book.save(case)
        file, before = book.file(case), book.before.get(case)
        if file is not None:
            pairs.append((before.case if before else None, file.case))
    return Finished(cases=tuple(pairs), placements=placements, notices=tuple(notices))


def _recompose(book: Casebook, case: str) -> None:
    file = book.file(case)
    if file is not None and (file.accounts or file.case.status is not Status.MERGED):
        book.put(replace(file, case=compose(file, book.settings)))


def _links(book: Casebook, case: str) -> tuple[Link, ...] | None:
    file = book.file(case)
    return file.case.links if file is not None else None


def _advance(book: Casebook, case: str, cause: Cause) -> Notice | None:
    file, before = book.file(case), book.before.get(case)
    if file is None:
        return None
    record, notice = advance(
        before.case if before else None, file.case, cause, limit=book.settings.history
    )
    book.put(replace(file, case=record))
    return notice


def _placements(book: Casebook, moves: Moves) -> tuple[Placement, ...]:
    """Placements of the mentions that are new, and of those whose account is in another case now.

    An account that very many mentions share stays listed under the case it left: that one is a
    tombstone then, and names the winner.
    """
    found: dict[str, Placement] = {}
    for case in book.changed():
        file = book.file(case)
        for account in file.accounts if file else ():
            if _moved(book, account, case) and account.count <= book.settings.movable:
                for record in list(book.told(account)):
                    if record.placement.case != case:
                        moved = replace(record, placement=replace(record.placement, case=case))
                        book.rewrite(moved)
                        found[moved.placement.mention.id] = moved.placement
    for mention in moves.placed:
        new = book.mention(mention)
        if new:
            found[mention] = new.placement
    return tuple(found[mention] for mention in sorted(found))


def _moved(book: Casebook, account: Account, case: str) -> bool:
    """Whether the account was in another case before this event, or is new to this one."""
    before: Casefile | None = book.before.get(case)
    return before is None or all(one.id != account.id for one in before.accounts)
