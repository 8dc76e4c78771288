"""Two profiles -> how much speaks for one event and how much against.

In: what a mention tells and what a case tells. Out: a score (points for and against, summed), or
None where they cannot be one event. The weights are few and round on purpose: they are rules of
judgement in the order of their strength, not a fit.
"""

from agents.resolve.money import Sameness
from agents.resolve.money import compare as compare_sums
from agents.resolve.parties import Agreement, agreement
from agents.resolve.places import apart
from agents.resolve.profile import Profile, Sum

_WEEK, _MONTH, _QUARTER, _YEAR = 7, 31, 92, 366
_SUIT_LIFE, _PENALTY_LIFE = 12 * _YEAR, 4 * _YEAR
_RULED_OUT = -100.0


def compare(one: Profile, other: Profile) -> float | None:
    """The score of `one` and `other` being one event; about 1 is enough where nothing rivals."""
    if one.suit is not other.suit:
        return None
    score = _sums(one, other) + _parties(one, other) + _matter(one, other) + _days(one, other)
    score += 0.0 if one.kinds & other.kinds else -0.25
    score += -2.0 if one.items & other.items else 0.0
    return score if score > _RULED_OUT / 2 else None


def same_sum(one: Profile, other: Profile) -> bool:
    """Whether they share a sum."""
    return any(_same(a, b) for a in one.sums for b in other.sums)


def _sums(one: Profile, other: Profile) -> float:
    if not one.sums or not other.sums:
        return 0.0
    found = {_sameness(a, b) for a in one.sums for b in other.sums}
    if Sameness.EXACT in found:
        return 4.0
    if Sameness.ROUNDED in found:
        return 3.0
    if Sameness.UNKNOWN in found:
        return -0.5
    if any(s.joint for s in one.sums | other.sums):
        return -0.5
    if one.reduces or other.reduces:
        return -0.5
    if all(s.firm for s in one.sums) and all(s.firm for s in other.sums):
        return _RULED_OUT
    return -3.0 if one.suit else -1.0


def _parties(one: Profile, other: Profile) -> float:
    score = 0.0
    match agreement(one.who, other.who):
        case Agreement.SAME:
            score += 2.5
        case Agreement.DIFFERENT:
            score -= 4.0
        case Agreement.OPEN:
            score += 0.5 if one.who.sorts & other.who.sorts else 0.0
    if apart(one.where, other.where):
        score -= 4.0
    elif one.where and other.where:
        score += 0.5 if one.where & other.where <= {"US"} else 1.5
    return score


def _matter(one: Profile, other: Profile) -> float:
    shared = len(one.words & other.words)
    score = 1.0 * min(shared, 3)
    if one.topics & other.topics:
        score += 1.0
    elif one.topics and other.topics:
        score -= 2.0
    if not shared and min(len(one.words), len(other.words)) >= 2:
        score -= 0.75
    return score


def _days(one: Profile, other: Profile) -> float:
    if one.since is None or other.since is None or one.until is None or other.until is None:
        return 0.0
    if one.dated and other.dated and not _overlap(one.dated, other.dated, slack=_MONTH):
        return -4.0 if not one.suit else -1.0
    if one.recalled or other.recalled:
        return _recalled(one, other)
    gap = max(one.since - other.until, other.since - one.until, 0)
    if gap > (_SUIT_LIFE if one.suit else _PENALTY_LIFE):
        return _RULED_OUT
    steps = ((3, 2.0), (_WEEK, 1.5), (_MONTH, 0.75), (_QUARTER, -0.25), (_YEAR, -1.0))
    for days, points in steps:
        if gap <= days:
            return points
    return -1.5 if one.suit else -2.5


def _recalled(one: Profile, other: Profile) -> float:
    """History without a date: it happened before it was recalled, rather not long before."""
    recalled, known = (one, other) if one.recalled else (other, one)
    if known.recalled:
        return 0.5
    if known.since > recalled.until + 3:  # type: ignore[operator]
        return -2.0
    return 1.25 if recalled.until - known.until <= _QUARTER else 0.5  # type: ignore[operator]


def _overlap(one: tuple[int, int], other: tuple[int, int], *, slack: int) -> bool:
    return one[0] - slack <= other[1] and other[0] - slack <= one[1]


def _same(a: Sum, b: Sum) -> bool:
    return _sameness(a, b) in {Sameness.EXACT, Sameness.ROUNDED}


def _sameness(a: Sum, b: Sum) -> Sameness:
    return compare_sums(a.amount, a.currency, a.usd, b.amount, b.currency, b.usd)


def ends(settlement: Profile, suit: Profile, *, spoken: bool) -> float:
    """How much speaks for `settlement` having ended `suit`; `spoken`: its text names a suit."""
    if suit.since is not None and settlement.until is not None:
        if suit.since > settlement.until + _WEEK:
            return _RULED_OUT
        if settlement.until - suit.since > _SUIT_LIFE:
            return _RULED_OUT
    return _parties(settlement, suit) + _matter(settlement, suit) + (0.75 if spoken else 0.0)
