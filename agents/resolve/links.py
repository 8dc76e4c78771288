"""Settlement -> the lawsuit it ended, as links both ways; the lawsuit is then closed as settled.

In: the casebook after clustering. Out: the files with their links. A settlement that stands ends at
most one lawsuit of the group: an older one, of a compatible party, place and matter, and clearly
ahead of any other. Asked anew whenever either side changes, so the order of telling is no matter.
"""

from dataclasses import replace

from agents.resolve.account import Account
from agents.resolve.casebook import Casebook
from agents.resolve.casefile import Casefile
from agents.resolve.compare import ends
from schemas.case import Case, Link, Relation, Status
from schemas.words import Bucket, Kind, Stage

_ENOUGH = 2.0
_LEAD = 0.75
_NEAR = 8


def relink(book: Casebook) -> None:
    """Bring the links of every changed case up to date."""
    settlements: dict[str, None] = {}
    for case in book.changed():
        file = book.file(case)
        if file is None:
            continue
        settlements.update(dict.fromkeys(_linked(file.case, Relation.SETTLED_BY)))
        if file.case.kind is Kind.LAWSUIT:
            settlements.update(dict.fromkeys(_near(book, file, Kind.SETTLEMENT)))
        else:
            settlements[case] = None
    for case in sorted(settlements):
        settlement = book.file(case)
        if settlement is not None:
            _link(book, settlement)
    for case in book.changed():
        _drop_stale(book, case)


def _link(book: Casebook, settlement: Casefile) -> None:
    wanted = _ended(book, settlement)
    present = _linked(settlement.case, Relation.SETTLES)
    if present == ([wanted] if wanted else []):
        return
    for old in present:
        _set(book, old, settlement.case.id, Relation.SETTLED_BY, on=False)
        _set(book, settlement.case.id, old, Relation.SETTLES, on=False)
    if wanted:
        _set(book, settlement.case.id, wanted, Relation.SETTLES, on=True)
        _set(book, wanted, settlement.case.id, Relation.SETTLED_BY, on=True)


def _ended(book: Casebook, settlement: Casefile) -> str | None:
    """The one lawsuit that the settlement ended, if there is one."""
    case = settlement.case
    stands = case.status is Status.OPEN and case.stage.bucket is Bucket.STANDING
    if case.kind is not Kind.SETTLEMENT or not stands or not settlement.accounts:
        return None
    own = book.profile(case.id)
    spoken = any(account.ends_suit for account in settlement.accounts)
    scored = []
    for other in _near(book, settlement, Kind.LAWSUIT):
        suit = book.profile(other)
        if own and suit:
            score = ends(own, suit, spoken=spoken)
            if score >= _ENOUGH - _LEAD and _could_end(book, other, case.id):
                scored.append((score, other))
    scored.sort(reverse=True)
    if not scored or scored[0][0] < _ENOUGH:
        return None
    clear = len(scored) == 1 or scored[0][0] - scored[1][0] >= _LEAD
    return scored[0][1] if clear else None


def _could_end(book: Casebook, suit: str, settlement: str) -> bool:
    file = book.file(suit)
    if file is None or file.case.status is not Status.OPEN:
        return False
    alive = file.case.stage not in {Stage.DISMISSED, Stage.OVERTURNED, Stage.THREATENED}
    by_other = [c for c in _linked(file.case, Relation.SETTLED_BY) if c != settlement]
    return alive and not by_other


def _near(book: Casebook, file: Casefile, kind: Kind) -> list[str]:
    """Cases of `kind` around `file`."""
    found: dict[str, None] = {}
    for account in _telling(file.accounts):
        other = replace(account, kind=kind, amount=None, currency=None)
        found.update(dict.fromkeys(book.find(other, _NEAR)))
    profiles = ((case, book.profile(case)) for case in found)
    return [case for case, profile in profiles if profile and kind in profile.kinds]


def _telling(accounts: tuple[Account, ...]) -> list[Account]:
    """The few accounts with most to search by."""
    return sorted(
        accounts,
        key=lambda a: (-len(a.who.keys) - len(a.matter.words) - len(a.where), a.id),
    )[:3]


def _set(book: Casebook, case: str, other: str, relation: Relation, *, on: bool) -> None:
    file = book.file(case)
    if file is None:
        return
    links = {link for link in file.case.links if link != Link(relation=relation, case=other)}
    if on:
        links.add(Link(relation=relation, case=other))
    ordered = tuple(sorted(links, key=lambda link: (link.relation, link.case)))
    if ordered != file.case.links:
        book.put(replace(file, case=replace(file.case, links=ordered)))


def _drop_stale(book: Casebook, case: str) -> None:
    """A case that no longer counts is linked to nothing."""
    file = book.file(case)
    if file is None or file.case.status is Status.OPEN:
        return
    for link in file.case.links:
        opposite = Relation.SETTLED_BY if link.relation is Relation.SETTLES else Relation.SETTLES
        _set(book, link.case, case, opposite, on=False)
        _set(book, case, link.case, link.relation, on=False)


def _linked(case: Case, relation: Relation) -> list[str]:
    return [link.case for link in case.links if link.relation is relation]
