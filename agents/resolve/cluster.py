"""Accounts of a neighbourhood -> which of them tell one event.

In: accounts (of the mention at hand and of the cases that could be meant), with the decisions'
pins. Out: clusters. The outcome depends on the accounts alone, not on the order they came in: those
that say most go first, each joins the one cluster it fits, or opens its own; if two fit about
equally it stands alone and names them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from agents.resolve.account import Account
from agents.resolve.compare import compare
from agents.resolve.parties import NOBODY
from agents.resolve.profile import Profile, profile, together, union


@dataclass(slots=True)
class Cluster:
    """Accounts of one event; `rivals` are the clusters a lone account could as well belong to."""

    accounts: list[Account]
    profile: Profile
    pin: str | None = None
    rivals: list["Cluster"] = field(default_factory=list)

    def add(self, account: Account) -> None:
        """Take an account in."""
        self.accounts.append(account)
        self.profile = union(self.profile, profile(account))


def cluster(
    accounts: Iterable[Account], *, join: float, lead: float, glue: dict[str, str]
) -> list[Cluster]:
    """Cluster `accounts`. `glue` maps the ids of accounts that must stay together to one name."""
    ordered = sorted(accounts, key=_rank)
    clusters = _tied(ordered, glue)
    placed = {account.id for one in clusters for account in one.accounts}
    for account in ordered:
        if account.id not in placed:
            _place(account, clusters, join, lead)
    _gather(clusters, join, lead)
    return clusters


def _rank(account: Account) -> tuple[bool, bool, bool, int, bool, str]:
    """Who says most goes first: a firm sum, then any sum, then a named party; then by date."""
    return (
        account.amount is None or not account.firm,
        account.amount is None,
        account.background,
        account.first_day or account.said or 0,
        account.who == NOBODY,
        account.id,
    )


def _tied(ordered: Sequence[Account], glue: dict[str, str]) -> list[Cluster]:
    ties: dict[str, list[Account]] = {}
    for account in ordered:
        tie = f"pin:{account.pin}" if account.pin else glue.get(account.id)
        if tie:
            ties.setdefault(tie, []).append(account)
    return [
        Cluster(accounts=tied, profile=together(tied), pin=tied[0].pin) for tied in ties.values()
    ]


def _place(account: Account, clusters: list[Cluster], join: float, lead: float) -> None:
    own = profile(account)
    fits = _fits(own, clusters, join)
    rivals = _rivals(fits, lead)
    if fits and not rivals:
        fits[0][1].add(account)
    else:
        clusters.append(Cluster(accounts=[account], profile=own, rivals=rivals))


def _rivals(fits: Sequence[tuple[float, Cluster]], lead: float) -> list[Cluster]:
    """The best fit and what comes close to it and cannot be the same event; none if it is clear."""
    close = [one for score, one in fits[1:] if fits[0][0] - score < lead]
    apart = [one for one in close if _conflict(fits[0][1], one)]
    return [fits[0][1], *apart] if apart else []


def _conflict(one: Cluster, other: Cluster) -> bool:
    if one.pin and other.pin:
        return True
    score = compare(one.profile, other.profile)
    return score is None or score < 0


def _gather(clusters: list[Cluster], join: float, lead: float) -> None:
    """Clusters that grew since may now fit each other: join the best fitting ones while any do."""
    blocked: set[frozenset[int]] = set()
    while True:
        pair = _best_pair(clusters, join, blocked)
        if pair is None:
            return
        one, other = sorted(pair, key=lambda c: (c.pin is not None, len(c.accounts)))
        unsure = [_unsure(side, clusters, join, lead) for side in (one, other)]
        if any(unsure) or (one.pin and other.pin):
            blocked.add(frozenset((id(one), id(other))))
        else:
            _absorb(other, one, clusters)


def _unsure(one: Cluster, clusters: list[Cluster], join: float, lead: float) -> bool:
    """Whether `one` could as well belong to clusters that exclude each other; notes them."""
    rivals = _rivals(_fits(one.profile, [c for c in clusters if c is not one], join), lead)
    one.rivals = [] if one.profile.sums else rivals
    return bool(rivals)


def _best_pair(
    clusters: list[Cluster], join: float, blocked: set[frozenset[int]]
) -> tuple[Cluster, Cluster] | None:
    best, found = join, None
    for at, one in enumerate(clusters):
        for other in clusters[at + 1 :]:
            score = compare(one.profile, other.profile)
            if score is None or score < best or frozenset((id(one), id(other))) in blocked:
                continue
            if found is None or score > best:
                best, found = score, (one, other)
    return found


def _absorb(into: Cluster, one: Cluster, clusters: list[Cluster]) -> None:
    into.accounts.extend(one.accounts)
    into.profile = union(into.profile, one.profile)
    into.rivals = []
    clusters.remove(one)
    for other in clusters:
        other.rivals = [into if rival is one else rival for rival in other.rivals]


def _fits(own: Profile, clusters: list[Cluster], join: float) -> list[tuple[float, Cluster]]:
    scored = ((compare(own, one.profile), one) for one in clusters)
    fits = [(score, one) for score, one in scored if score is not None and score >= join]
    return sorted(fits, key=lambda fit: -fit[0])
