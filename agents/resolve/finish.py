"""After clustering: public records, links, history, notices, placements; then everything is kept.

In: the casebook as `intake` or `decide` left it. Out: the `Outcome`, with all writes committed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agents.resolve.casebook import Casebook
from agents.resolve.compose import compose
from agents.resolve.history import Cause, advance
from agents.resolve.intake import Moves
from agents.resolve.links import relink
from agents.resolve.outcome import Notice
from schemas.case import Case, Link, Placement, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What the event came to; `moved` are accounts that went to another case."""

    cases: tuple[tuple[Case | None, Case], ...]
    placements: tuple[Placement, ...]
    notices: tuple[Notice, ...]
    moved: list[str]


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
    moved = _moved(book)
    moves.placed += sorted(_carried(book) - set(moves.placed))
    placements = placements_of(book, moves.placed, moved)
    pairs = []
    for case in book.changed():
        book.save(case)
        file, before = book.file(case), book.before.get(case)
        if file is not None:
            pairs.append((before.case if before else None, file.case))
    return Finished(cases=tuple(pairs), placements=placements, notices=tuple(notices), moved=moved)


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


def placements_of(
    book: Casebook, mentions: Iterable[str], accounts: Iterable[str]
) -> tuple[Placement, ...]:
    """The placements of single mentions and of all that tell certain accounts, where they are."""
    records = [record for record in map(book.mention, mentions) if record]
    for account in accounts:
        records.extend(book.told(account))
    found = {record.placement.mention.id: record.placement for record in records}
    return tuple(found[mention] for mention in sorted(found))


def _moved(book: Casebook) -> list[str]:
    """The accounts that are in another case than before.

    One that very many mentions share is not sent anew: it only moves when two cases become one,
    and the one it leaves is then a tombstone that names the winner.
    """
    before = _before(book)
    files = [(case, book.file(case)) for case in book.changed()]
    return [
        account.id
        for case, file in files
        for account in (file.accounts if file else ())
        if before.get(account.id, case) != case and account.count <= book.settings.movable
    ]


def _carried(book: Casebook) -> set[str]:
    """The mentions whose account was folded into one of another case than it was in.

    The account is gone, so it is not among those that moved; what very many share stays here, too.
    """
    before = _before(book)
    found = set()
    for account, mentions in book.folded.items():
        home = book.home(account)
        moved = home is not None and before.get(account, home[1]) != home[1]
        if moved and len(mentions) <= book.settings.movable:
            found.update(mentions)
    return found


def _before(book: Casebook) -> dict[str, str]:
    """The case of each account before this event, as far as its file was looked at."""
    return {
        account.id: file.case.id
        for file in book.before.values()
        if file is not None
        for account in file.accounts
    }
