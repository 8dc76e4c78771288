"""Two profiles -> how much speaks for one event and how much against.

In: what a mention tells and what a case tells. Out: a score (points for and against, summed), or
None where they cannot be one event. The weights are few and round on purpose: they are rules of
judgement in the order of their strength, not a fit.
"""

from agents.resolve.matter import stem
from agents.resolve.money import Sameness
from agents.resolve.money import compare as compare_sums
from agents.resolve.parties import NOBODY, OFFICES, SEVERAL, Agreement, agreement
from agents.resolve.places import apart
from agents.resolve.profile import Profile, Sum

_WEEK, _MONTH, _QUARTER, _YEAR = 7, 31, 92, 366
_SUIT_LIFE, _PENALTY_LIFE = 12 * _YEAR, 4 * _YEAR
_APPEAL_LIFE = 15 * _YEAR  # the last court's word on Intel's fine of 2009 came in 2022
_RULED_OUT = -100.0
_FEW_WORDS = 2
# Said of matters of all kinds, so no reason to tell two of them apart.
_VAGUE = frozenset({"fraud"})
# Points by how many days lie between two tellings. Suits go on for years, and what was expected
# comes months later; other reports of one penalty come within weeks.
_NEAR = ((3, 2.0), (_WEEK, 1.5), (_MONTH, 0.75), (_QUARTER, -1.0), (_YEAR, -1.5), (9999, -3.0))
_SUIT_NEAR = ((3, 2.0), (_WEEK, 1.5), (_MONTH, 0.75), (_QUARTER, 0.0), (_YEAR, -0.75), (9999, -2.0))
_COMING = (
    (3, 2.0),
    (_WEEK, 1.5),
    (_MONTH, 1.25),
    (_QUARTER, 0.75),
    (_YEAR, 0.0),
    (2 * _YEAR, -1.0),
    (9999, -2.0),
)


def compare(one: Profile, other: Profile) -> float | None:
    """The score of `one` and `other` being one event; about 1 is enough where nothing rivals."""
    if one.suit is not other.suit:
        return None
    score = _sums(one, other) + _parties(one, other) + _places(one, other) + _matter(one, other)
    score += _days(one, other) + _course(one, other)
    score += -2.0 if one.items & other.items else 0.0
    return score if score > _RULED_OUT / 2 else None


def ends(settlement: Profile, suit: Profile, *, spoken: bool) -> float:
    """How much speaks for `settlement` having ended `suit`; `spoken`: its text names a suit."""
    if suit.since is not None and settlement.until is not None:
        age = settlement.until - suit.since
        if not -_WEEK <= age <= _SUIT_LIFE:
            return _RULED_OUT
    score = _parties(settlement, suit) + _places(settlement, suit) + _matter(settlement, suit)
    return score + (0.75 if spoken else 0.0)


def _sums(one: Profile, other: Profile) -> float:
    if not one.sums or not other.sums:
        return 0.0
    found = {_sameness(a, b) for a in one.sums for b in other.sums}
    if Sameness.EXACT in found:
        return 4.0
    if Sameness.ROUNDED in found:
        return 3.0
    joint = any(told.joint for told in one.sums | other.sums)
    if Sameness.UNKNOWN in found or joint or one.reduces or other.reduces:
        return -0.5
    if _stands(one) and _stands(other):
        return _RULED_OUT
    # What was asked for or expected may come out otherwise, but not as anything.
    return -0.5 if _within(one, other, 2.0) and not one.suit else -2.5


def _stands(one: Profile) -> bool:
    return any(told.firm and not told.former for told in one.sums)


def _parties(one: Profile, other: Profile) -> float:
    match agreement(one.who, other.who):
        case Agreement.SAME:
            return 2.5
        case Agreement.DIFFERENT:
            return -4.0
        case Agreement.OPEN:
            return 3.0 if _spoken_of(one, other) or _spoken_of(other, one) else _sorts(one, other)


def _spoken_of(one: Profile, other: Profile) -> bool:
    """Whether the party that one names stands in the text of the other."""
    keys = one.who.keys
    return bool(keys & other.names or {stem(key) for key in keys} & other.words)


def _sorts(one: Profile, other: Profile) -> float:
    """Two of a sort are rather the same; an authority is no class, a class no named claimant."""
    mine, theirs = one.who.sorts, other.who.sorts
    if mine & theirs:
        return 1.0 if mine & theirs == SEVERAL.sorts else 0.5
    if (_at_large(one) and other.who == NOBODY) or (_at_large(other) and one.who == NOBODY):
        return 0.5
    mine, theirs = mine - SEVERAL.sorts, theirs - SEVERAL.sorts
    if not (mine or one.who.keys) or not (theirs or other.who.keys):
        return 0.0
    if one.suit:
        return -1.0 if bool(one.who.keys) != bool(other.who.keys) else 0.0
    return -1.5 if mine and theirs and bool(mine & OFFICES) != bool(theirs & OFFICES) else 0.0


def _places(one: Profile, other: Profile) -> float:
    if apart(one.where, other.where):
        return -4.0
    if one.who.offices & other.who.offices:
        return 1.75
    mine, theirs = one.where | one.seen, other.where | other.seen
    if apart(mine, theirs):
        return -1.5
    if mine and theirs:
        return 0.5 if mine & theirs <= {"US"} else 1.25
    if not (_stated(one) | _stated(other)) - {"US"}:
        return 0.0
    # One names no place: what the other says of its own party speaks against it, but for what was
    # expected over that very trouble, whose outcome need not say again where it is.
    return 0.25 if _outcome(one, other) or _outcome(other, one) else -1.0


def _outcome(early: Profile, late: Profile) -> bool:
    """Whether one is what came of talks or proceedings over one trouble, told as of one kind."""
    alike = early.kinds & late.kinds and early.topics & late.topics
    return bool(alike) and not early.suit and _coming(early, late)


def _stated(one: Profile) -> frozenset[str]:
    """Where it says that it happened: as read, with states of that country that the text names."""
    if not one.where:
        return one.seen
    return one.where | {state for state in one.seen if state.partition("-")[0] in one.where}


def _matter(one: Profile, other: Profile) -> float:
    shared = len(one.words & other.words)
    score = 1.0 * min(shared, 3)
    if one.topics & other.topics:
        score += 0.5 if one.suit else 1.0
    elif one.topics - _VAGUE and other.topics - _VAGUE:
        score -= 2.0
    if not shared and one.words and other.words and not (_is_aside(one) or _is_aside(other)):
        few = min(len(one.words), len(other.words), _FEW_WORDS) / _FEW_WORDS
        score -= 1.0 if one.suit else few * (0.25 if one.topics & other.topics else 0.5)
    if one.names & other.names:
        score += 0.5
    elif one.names and other.names:
        score -= 0.75
    return score


def _at_large(one: Profile) -> bool:
    """Whether it speaks of a company's lawsuits and says neither whose nor over what."""
    return one.who.sorts == SEVERAL.sorts and not (one.who.keys or one.topics)


def _is_aside(one: Profile) -> bool:
    """Whether its other words are not about the event."""
    return _in_passing(one) or _at_large(one)


def _in_passing(one: Profile) -> bool:
    """Whether it is only recalled, in a sentence about something else."""
    return one.recalled and not one.topics


def _course(one: Profile, other: Profile) -> float:
    """A penalty that stands is not expected, discussed or proposed again afterwards."""
    score = 0.0 if one.kinds & other.kinds or same_sum(one, other) else -0.75
    if not one.suit and (_comes_back(one, other) or _comes_back(other, one)):
        score -= 0.0 if same_sum(one, other) else 1.0
    return score


def _comes_back(pending: Profile, firm: Profile) -> bool:
    if pending.pending_until is None or firm.firm_since is None:
        return False
    return pending.pending_until > firm.firm_since + 2


def _coming(early: Profile, late: Profile) -> bool:
    """Whether one is what the other led to: expected, then imposed; imposed, then paid or cut."""
    if early.until is None:
        return False
    if late.follows_since is not None and early.until <= late.follows_since + 2:
        return True
    if early.pending_until is None or early.firm_since is not None:
        return False
    if late.firm_since is not None:
        return early.until <= late.firm_since + 2
    # Proceedings of one office that nothing has ended yet.
    return bool(early.who.offices & late.who.offices)


def _days(one: Profile, other: Profile) -> float:
    if one.since is None or other.since is None or one.until is None or other.until is None:
        return 0.0
    if one.dated and other.dated and not _overlap(one.dated, other.dated, slack=_MONTH):
        return -1.0 if one.suit else -4.0
    if one.recalled or other.recalled:
        return _recalled(one, other)
    gap = max(one.since - other.until, other.since - one.until, 0)
    coming = _coming(one, other) or _coming(other, one)
    if gap > _life(one, other, coming=coming):
        return _RULED_OUT
    table = _SUIT_NEAR if one.suit else _COMING if coming else _NEAR
    return next(points for days, points in table if gap <= days)


def _life(one: Profile, other: Profile, *, coming: bool) -> int:
    """Days within which an event is told of: a penalty that courts cut or annul lives on."""
    if one.suit:
        return _SUIT_LIFE
    return _APPEAL_LIFE if coming and same_sum(one, other) else _PENALTY_LIFE


def _recalled(one: Profile, other: Profile) -> float:
    """History without a date: it happened before it was recalled, rather not long before."""
    recalled, known = (one, other) if one.recalled else (other, one)
    if known.recalled or known.since is None or recalled.until is None:
        return 0.5
    if recalled.until - known.since < -3:
        return -2.0
    age = recalled.until - (known.until or known.since)
    # "The class action" that a later text recalls is the one that is known.
    same_sort = one.suit and bool(one.who.sorts & other.who.sorts & {"class"})
    if age <= _QUARTER:
        return 1.5 if _in_passing(recalled) or not one.suit else 1.0
    return 1.0 if same_sort else 0.5


def same_sum(one: Profile, other: Profile) -> bool:
    """Whether they share a sum."""
    return any(
        _sameness(a, b) in {Sameness.EXACT, Sameness.ROUNDED} for a in one.sums for b in other.sums
    )


def _within(one: Profile, other: Profile, factor: float) -> bool:
    return any(
        a.usd and b.usd and max(a.usd, b.usd) <= factor * min(a.usd, b.usd)
        for a in one.sums
        for b in other.sums
    )


def _overlap(one: tuple[int, int], other: tuple[int, int], *, slack: int) -> bool:
    return one[0] - slack <= other[1] and other[0] - slack <= one[1]


def _sameness(a: Sum, b: Sum) -> Sameness:
    return compare_sums((a.amount, a.currency, a.usd), (b.amount, b.currency, b.usd))
