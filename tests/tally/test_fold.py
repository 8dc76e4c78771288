"""The incremental tally always equals the one from scratch, and its groupings hold."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.resolve import Outcome
from agents.tally import fold, recompute, regroup, why
from schemas.case import Case, Status
from schemas.codec import encode
from schemas.decision import Decision
from schemas.mention import Reading
from schemas.words import Bucket, Kind, Stage
from tests.resolve.world import World, decision, mention, reading, told

TEXTS = ("fined over ladders", "penalty", "fined over saws in Ireland", "in court with Borealis")
ITEMS = st.sampled_from("abcde")
DAYS = st.sampled_from(("2018-01-31", "2019-12-30", "2020-01-02", "2020-02-01"))


@st.composite
def mentions(draw: st.DrawFn, item: str) -> list[object]:
    """Up to two statements of an item, from a small world in which many clash or agree."""
    found = {}
    for _ in range(draw(st.integers(0, 2))):
        amount = draw(st.sampled_from((None, "1000000", "1040000", "7000000")))
        one = mention(
            item,
            f"Acme {draw(st.sampled_from(TEXTS))}",
            draw(st.sampled_from(Kind)),
            draw(st.sampled_from(Stage)),
            amount=amount,
            currency=draw(st.sampled_from(("USD", "GBP", "XXX"))),
            party=draw(st.sampled_from((None, "Borealis", "regulator"))),
            jurisdiction=draw(st.sampled_from((None, "IE", "US"))),
            background=draw(st.booleans()),
            company=draw(st.sampled_from(("Acme", "Acme Tools"))),
        )
        found[one.id] = one
    return list(found.values())


@st.composite
def histories(draw: st.DrawFn) -> list[Reading | tuple[str, int, int]]:
    """Readings in any order with revisions and repeats, and decisions on whatever is there."""
    events: list[Reading | tuple[str, int, int]] = []
    for _ in range(draw(st.integers(1, 10))):
        if events and draw(st.integers(0, 3)) == 0:
            verdict = draw(st.sampled_from(("merge", "split", "veto", "confirm", "undo", "repeat")))
            events.append((verdict, draw(st.integers(0, 9)), draw(st.integers(0, 9))))
            continue
        item = draw(ITEMS)
        revision = draw(st.integers(1, 3))
        events.append(reading(item, draw(DAYS), *draw(mentions(item)), revision=revision))
    return events


def carry_out(world: World, step: tuple[str, int, int], past: list[Reading | Decision]) -> None:
    """Turn a drawn decision into one on the cases that exist by now."""
    verdict, one, other = step
    if verdict == "repeat":
        world.feed(past[one % len(past)])
        return
    cases = sorted(world.cases)
    made = [event.id for event in past if isinstance(event, Decision)]
    if (verdict == "undo" and not made) or not cases:
        return
    case, into = cases[one % len(cases)], cases[other % len(cases)]
    inside = sorted(m for m, p in world.placements.items() if p.case == case)[:1]
    more: dict[str, object] = {
        "merge": {"case": case, "into": into},
        "split": {"case": case, "mentions": tuple(inside)},
        "undo": {"undoes": made[one % len(made)] if made else None},
    }.get(verdict, {"case": case})
    if (verdict == "merge" and case == into) or (verdict == "split" and not inside):
        return
    event = decision(f"d{len(past)}", verdict, **more)
    past.append(event)
    world.feed(event)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(histories())
def test_the_tally_equals_its_recomputation_whatever_happened(
    history: list[Reading | tuple[str, int, int]],
) -> None:
    """Order, repeats, amendments, retractions, merges and decisions: never a difference."""
    world, past = World(), []
    for event in history:
        if isinstance(event, tuple):
            carry_out(world, event, past)
        else:
            past.append(event)
            world.feed(event)
    incremental = [replace(t, sequence=1) for t in world.tallies.values() if t.kinds]
    assert [*map(encode, incremental)] == [*map(encode, recompute(world.cases.values()))]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(histories())
def test_every_mention_is_in_one_open_or_vetoed_case(
    history: list[Reading | tuple[str, int, int]],
) -> None:
    """Cases count exactly their placements, and still do when every decision is undone."""
    world, past = World(), []
    for event in history:
        if isinstance(event, tuple):
            carry_out(world, event, past)
        else:
            past.append(event)
            world.feed(event)
    assert counted(world) == placed(world)
    for event in past:
        if isinstance(event, Decision):
            world.feed(decision(f"undo-{event.id}", "undo", undoes=event.id))
    assert counted(world) == placed(world)


def placed(world: World) -> Counter[str]:
    """How many mentions lie in each case."""
    return Counter(placement.case for placement in world.placements.values())


def counted(world: World) -> Counter[str]:
    """How many mentions each case says it has."""
    return Counter({c.id: c.mention_count for c in world.cases.values() if c.mention_count})


def case(name: str, day: str | None, usd: int | None, **more: object) -> Case:
    """An imposed fine."""
    amount = None if usd is None else Decimal(usd)
    fields: dict[str, object] = {
        "kind": Kind.FINE,
        "group": "Acme",
        "company": "Acme",
        "stage": Stage.IMPOSED,
        "amount": amount,
        "currency": "USD",
        "usd": amount,
        "eur": amount,
        "date": dt.date.fromisoformat(day) if day else None,
    }
    return Case(id=name, **(fields | more))  # type: ignore[arg-type]


def outcome(*cases: Case) -> Outcome:
    """The cases as they are now."""
    return Outcome(group="Acme", cases=tuple((None, one) for one in cases))


def test_pending_standing_and_closed_are_kept_apart() -> None:
    """Three fines in three buckets: one count and one sum in each."""
    cases = (
        case("a", "2020-01-01", 5),
        case("b", "2020-01-02", 7, stage=Stage.PROPOSED),
        case("c", "2020-01-03", 11, stage=Stage.OVERTURNED),
    )
    fines = fold({}, outcome(*cases))[0].kinds[Kind.FINE]
    assert [int(total.usd) for total in (fines.standing, fines.pending, fines.closed)] == [5, 7, 11]


def test_the_largest_case_gives_way_when_it_falls_away() -> None:
    """When the largest fine is withdrawn, the next largest is the largest."""
    store: dict[str, bytes] = {}
    fold(store, outcome(case("a", "2020-01-01", 5), case("b", "2020-01-02", 9)))
    gone = fold(store, outcome(case("b", "2020-01-02", 9, status=Status.WITHDRAWN)))
    assert gone[0].largest is not None
    assert (gone[0].largest.case, int(gone[0].largest.usd)) == ("a", 5)


def test_a_case_can_be_counted_for_its_owner_then_or_now() -> None:
    """A brand's fine of 2015 counts for its owner of 2015, or for today's."""
    cases = [case("a", "2015-01-01", 5, company="Hammers", group="Acme")]

    def group_of(_name: str, on: dt.date | None) -> str | None:
        return "Zenith" if on is not None and on.year < 2018 else "Acme"

    then, now = regroup(cases, group_of), regroup(cases, group_of, today=True)
    assert [tally.group for tally in (*then, *now)] == ["Zenith", "Acme"]


def test_why_leads_from_a_figure_to_sentence_and_link() -> None:
    """The lines name the sum, the rate, the sentence, its publisher and its address."""
    world = World()
    world.feed(told("a", "2020-03-02", "Acme to pay £2.15m over ladders", "fine", "imposed",
                    amount="2150000", currency="GBP"))  # fmt: skip
    text = "\n".join(why(world.cases.values(), kind=Kind.FINE, bucket=Bucket.STANDING))
    for part in ("2150000 GBP = 4300000 USD", "1 GBP = 2 USD", "over ladders", "news.example/a"):
        assert part in text


def test_an_amount_without_a_rate_counts_and_adds_nothing() -> None:
    """No rate, no conversion: the case counts, says why, and no sum is made up."""
    world = World()
    world.feed(told("a", "2020-03-02", "Acme fined 5 thalers", "fine", "imposed", amount="5",
                    currency="XXX"))  # fmt: skip
    total = world.tallies["Acme"].kinds[Kind.FINE].standing
    assert (total.count, total.usd, world.open[0].rate_note) == (
        1,
        0,
        "no rate for XXX on 2020-03-02",
    )
