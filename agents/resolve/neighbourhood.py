"""New or changed accounts -> the cases around them, clustered anew.

In: the casebook and an account. Out: changed files in the casebook: the account joined a case,
opened one, made two into one, or showed that one was two. Only cases that could be meant are looked
at, and all of their accounts are, so the result does not depend on what was told first.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from agents.resolve.account import Account
from agents.resolve.casebook import Casebook
from agents.resolve.casefile import Casefile, case_id
from agents.resolve.cluster import Cluster, cluster
from agents.resolve.compare import compare
from agents.resolve.compose import blank
from agents.resolve.folding import fold_down
from agents.resolve.profile import Profile, profile
from schemas.case import Status

# How far below joining a case still counts as possibly meant.
_SLACK = 1.0
_ROUNDS = 3
_SEARCHED = 2


def admit(book: Casebook, account: Account) -> None:
    """Take an account that no case has yet."""
    pool = plausible(book, account)
    if not (len(pool) == 1 and _at_home(book, pool[0], account)):
        settle(book, set(pool), [account])


def _at_home(book: Casebook, case: str, account: Account) -> bool:
    """Put a further telling into the one case it can mean, if that is much told already.

    Then all the other accounts need not be weighed again.
    """
    file, own = book.file(case), book.profile(case)
    if file is None or own is None or len(file.accounts) < book.settings.accounts:
        return False
    score = compare(profile(account), own)
    if score is None or score < book.settings.join + book.settings.lead:
        return False
    book.put(fold_down(book, replace(file, accounts=(*file.accounts, account))))
    return True


def settle(book: Casebook, pool: set[str], new: Sequence[Account] = ()) -> None:
    """Cluster around `pool`; what then has other neighbours is clustered with those, too."""
    for _round in range(_ROUNDS):
        ended = regroup(book, pool, new)
        new = ()
        near = {other for case in sorted(ended) for other in _around(book, case)}
        if near <= pool | ended or len(pool | near) > book.settings.candidates:
            return
        pool = pool | near | ended


def _around(book: Casebook, case: str) -> list[str]:
    """The cases that a whole case could be one with."""
    file = book.file(case)
    own = book.profile(case)
    if file is None or own is None:
        return []
    telling = sorted(file.accounts, key=lambda a: (-len(a.who.keys), -len(a.matter.words), a.id))
    found = dict.fromkeys(
        other
        for account in telling[:_SEARCHED]
        for other in book.find(account, book.settings.candidates)
    )
    return [other for other in found if other != case and _could_be(book, own, other)]


def _could_be(book: Casebook, own: Profile, case: str) -> bool:
    other = book.profile(case)
    score = compare(own, other) if other else None
    return score is not None and score >= book.settings.join - _SLACK


def plausible(book: Casebook, account: Account) -> list[str]:
    """The cases that `account` could tell, tombstones and empty ones left out."""
    own = profile(account)
    near = book.find(account, book.settings.candidates)
    return [case for case in near if _could_be(book, own, case)]


def regroup(book: Casebook, cases: Iterable[str], new: Sequence[Account]) -> set[str]:
    """Cluster the accounts of `cases` and the `new` ones, and give every cluster its case.

    Gives the ids of the cases that came out otherwise than they went in.
    """
    files = [file for file in map(book.file, sorted(set(cases))) if file and file.accounts]
    accounts = {account.id: account for file in files for account in file.accounts}
    accounts.update({account.id: account for account in new})
    if not accounts:
        return set()
    settings = book.settings
    glue = {
        account.id: file.case.id
        for file in files
        for account in file.accounts
        if account.count > settings.movable
    }
    clusters = cluster(accounts.values(), join=settings.join, lead=settings.lead, glue=glue)
    names = _name(book, clusters, files)
    for one, case in zip(clusters, names, strict=True):
        rivals = sorted({names[_at(clusters, rival)] for rival in one.rivals} - {case})
        _fill(book, case, one, rivals)
    _bury(book, files, clusters, names)
    before = {file.case.id: {account.id for account in file.accounts} for file in files}
    return {
        case
        for one, case in zip(clusters, names, strict=True)
        if {account.id for account in one.accounts} != before.get(case)
    }


def _name(book: Casebook, clusters: list[Cluster], files: list[Casefile]) -> list[str]:
    """A case id for each cluster: as decided, else of an old case at home there, else new."""
    claims = _claims(clusters, files)
    taken = {one.pin for one in clusters if one.pin is not None}
    names = []
    for one, claimants in zip(clusters, claims, strict=True):
        free = [file for file in claimants if file.case.id not in taken]
        name = one.pin or (min(free, key=_seniority).case.id if free else _new_id(book, one, taken))
        taken.add(name)
        names.append(name)
    return names


def _claims(clusters: list[Cluster], files: list[Casefile]) -> list[list[Casefile]]:
    """For each cluster the files whose mentions mostly went there."""
    claims: list[list[Casefile]] = [[] for _ in clusters]
    inside = {account.id: at for at, one in enumerate(clusters) for account in one.accounts}
    for file in files:
        votes: Counter[int] = Counter()
        for account in file.accounts:
            votes[inside[account.id]] += account.count
        founders = [a for a in file.accounts if case_id(file.case.group, a.founder) == file.case.id]
        founded = {inside[account.id] for account in founders}
        home = max(votes, key=lambda at: (votes[at], at in founded, -at))
        claims[home].append(file)
    return claims


def _seniority(file: Casefile) -> tuple[bool, bool, int, str]:
    """Which case lives on when two become one: the confirmed, the sure, the most reported."""
    case = file.case
    return not case.confirmed, case.ambiguous, -case.mention_count, case.id


def _new_id(book: Casebook, one: Cluster, taken: set[str]) -> str:
    """From the mention that was told first; a salt where a living case has that id already."""
    founder = min(one.accounts, key=lambda a: (a.said or 0, a.founder)).founder
    for salt in ("", "2", "3", "4"):
        name = case_id(book.group, founder, *([salt] if salt else []))
        file = book.file(name)
        if name not in taken and (file is None or not file.accounts):
            return name
    return case_id(book.group, founder, *sorted(account.id for account in one.accounts))


def _fill(book: Casebook, case: str, one: Cluster, rivals: list[str]) -> None:
    accounts = tuple(sorted(one.accounts, key=lambda a: (a.said or 0, a.id)))
    file = book.file(case)
    if file is None:
        file = Casefile(case=blank(case, book.group, accounts[0]))
    unsure = bool(rivals) and not file.case.confirmed
    candidates = tuple(rivals) if unsure else ()
    record = replace(file.case, ambiguous=unsure, candidates=candidates)
    book.put(fold_down(book, replace(file, case=record, accounts=accounts)))


def _bury(book: Casebook, files: list[Casefile], clusters: list[Cluster], names: list[str]) -> None:
    """Files that no cluster goes by any more become tombstones that name their winner."""
    claims = _claims(clusters, files)
    for claimants, winner in zip(claims, names, strict=True):
        for file in claimants:
            if file.case.id in names:
                continue
            tombstone = replace(
                file.case,
                status=Status.MERGED,
                merged_into=winner,
                ambiguous=False,
                candidates=(),
                links=(),
                mention_count=0,
                item_count=0,
            )
            book.put(replace(file, case=tombstone, accounts=(), veto=None))


def _at(clusters: list[Cluster], wanted: Cluster) -> int:
    return next(at for at, one in enumerate(clusters) if one is wanted)
