"""Stories of one company, told item by item, and the events that must come of them."""

import datetime as dt
from itertools import permutations

import pytest

from schemas.case import Relation, Status
from schemas.mention import Reading
from schemas.words import Kind, Stage
from tests.resolve.world import World, mention, reading, together, told


def test_many_reports_of_one_penalty_are_one_case() -> None:
    """A fine told four times, rounded and converted, is one case with four items."""
    world = World()
    world.feed(
        told("a", "2020-03-02", "Watchdog fines Acme $4.3 million", "fine", "imposed",
             amount="4300000"),
        told("b", "2020-03-02", "Acme fined over leaks", "fine", "imposed"),
        told("c", "2020-03-03", "Acme must pay £2.15m", "fine", "imposed", amount="2150000",
             currency="GBP"),
        told("d", "2020-03-04", "Acme's $4 million fine", "fine", "imposed", amount="4000000"),
    )  # fmt: skip
    one = world.open[0]
    assert (len(world.open), one.item_count, one.mention_count) == (1, 4, 4)


def test_two_firm_sums_are_two_events() -> None:
    """Two settlements of one day with different sums never meet."""
    world = World()
    world.feed(
        told("a", "2019-07-24", "Acme settles for $100 million", "settlement", "agreed",
             amount="100000000"),
        told("b", "2019-07-24", "Acme settles for $5 billion", "settlement", "agreed",
             amount="5000000000"),
    )  # fmt: skip
    assert world.groups() == together("a", "b")


def test_different_claimants_are_different_suits() -> None:
    """Two named claimants that sue in one week have a suit each."""
    world = World()
    world.feed(
        told("a", "2019-08-20", "Borealis sues Acme", "lawsuit", "sought", party="Borealis"),
        told("b", "2019-08-22", "Cirrus sues Acme", "lawsuit", "sought", party="Cirrus"),
        told("c", "2019-08-23", "Acme hits back at Borealis", "lawsuit", "sought",
             party="Borealis"),
    )  # fmt: skip
    assert world.groups() == together("ac", "b")


def test_two_countries_fine_twice() -> None:
    """Fines by authorities of two countries stay apart, whatever else is alike."""
    world = World()
    world.feed(
        told("a", "2018-11-27", "Acme fined in Ireland over a data leak", "fine", "imposed",
             party="Irish regulator", jurisdiction="IE"),
        told("b", "2018-11-28", "Acme fined in Italy over a data leak", "fine", "imposed",
             party="Italian regulator", jurisdiction="IT"),
    )  # fmt: skip
    assert world.groups() == together("a", "b")


INTENT = [
    told("a", "2018-07-11", "Dutch watchdog plans to fine Acme", "fine", "proposed",
         party="Dutch watchdog", jurisdiction="NL"),
    told("b", "2018-09-24", "Dutch watchdog fines Acme 600,000 euros", "fine", "imposed",
         party="Dutch watchdog", jurisdiction="NL", amount="600000", currency="EUR"),
    told("c", "2018-10-30", "Acme pays Dutch fine", "fine", "paid", party="Dutch watchdog",
         jurisdiction="NL"),
]  # fmt: skip


@pytest.mark.parametrize(
    "order", list(permutations(INTENT)), ids=lambda o: "".join(r.item for r in o)
)
def test_a_fine_moves_on_from_intent_to_payment(order: tuple[Reading, ...]) -> None:
    """Intent, fine and payment are one case that ends as paid, in any order of arrival."""
    world = World()
    world.feed(*order)
    assert [(c.stage, str(c.amount), c.item_count) for c in world.open] == [
        (Stage.PAID, "600000", 3)
    ]


def test_a_fine_may_follow_its_intent_after_more_than_a_year() -> None:
    """By the same office over the same matter, and at another sum, it is what was announced."""
    world = World()
    world.feed(
        told("a", "2019-07-08", "ICO to fine Acme 183 million pounds over data breach", "fine",
             "proposed", party="ICO", jurisdiction="GB", amount="183000000", currency="GBP"),
        told("b", "2020-10-16", "ICO fines Acme 20 million pounds over data breach", "fine",
             "imposed", party="ICO", jurisdiction="GB", amount="20000000", currency="GBP"),
    )  # fmt: skip
    assert [(c.stage, str(c.amount)) for c in world.open] == [(Stage.IMPOSED, "20000000")]


def test_a_fine_of_another_office_is_not_what_was_announced() -> None:
    """An intent stays open when somebody else fines the company a year later."""
    world = World()
    world.feed(
        told("a", "2019-07-08", "ICO to fine Acme 183 million pounds over data breach", "fine",
             "proposed", party="ICO", jurisdiction="GB", amount="183000000", currency="GBP"),
        told("b", "2020-10-16", "CNIL fines Acme 20 million euros over data breach", "fine",
             "imposed", party="CNIL", jurisdiction="FR", amount="20000000", currency="EUR"),
    )  # fmt: skip
    assert sorted(c.stage for c in world.open) == [Stage.IMPOSED, Stage.PROPOSED]


def test_a_stage_does_not_go_back() -> None:
    """An older report that comes late leaves the stage of a later one."""
    world = World()
    world.feed(INTENT[2], INTENT[0])
    assert world.open[0].stage is Stage.PAID


def test_a_reduction_replaces_the_sum_and_keeps_history() -> None:
    """After an appeal halves a fine, the case has the new sum and its history both."""
    world = World()
    world.feed(
        told("a", "2018-03-01", "Court fines Acme $8 million for the spill", "fine", "imposed",
             amount="8000000", party="Court"),
        told("b", "2018-06-01", "Court cuts Acme fine for the spill to $4 million", "fine",
             "imposed", amount="4000000", party="Court"),
    )  # fmt: skip
    case = world.open[0]
    assert (len(world.open), str(case.amount), case.history[-1].fields["amount"]) == (
        1,
        "4000000",
        ("8000000", "4000000"),
    )


def test_an_overturned_fine_leaves_the_standing_sum() -> None:
    """A fine that a court overturns is closed: it still counts, its sum no longer stands."""
    world = World()
    world.feed(
        told("a", "2018-03-01", "Brazil fines Acme $8 million", "fine", "imposed",
             amount="8000000", jurisdiction="BR"),
        told("b", "2018-12-01", "Court overturns Acme's $8 million fine in Brazil", "fine",
             "overturned", amount="8000000", jurisdiction="BR"),
    )  # fmt: skip
    totals = world.tallies["Acme"].kinds[Kind.FINE]
    assert (totals.standing.count, totals.closed.count, totals.closed.usd) == (0, 1, 8000000)


SETTLED = [
    told("a", "2020-09-04", "Families sue Acme over children's videos in class action",
         "lawsuit", "sought", party="families (class action)", jurisdiction="US"),
    told("b", "2021-02-26", "Acme settles class action over children's videos for $92 million",
         "settlement", "agreed", amount="92000000", party="class action", jurisdiction="US"),
    told("c", "2020-11-01", "Borealis sues Acme over patents", "lawsuit", "sought",
         party="Borealis"),
]  # fmt: skip


def test_courts_may_cut_a_fine_after_many_years() -> None:
    """The sum that was cut or annulled tells which fine, however long the appeals took."""
    world = World()
    world.feed(
        told("a", "2009-05-13", "Commission fines Acme 1.06 billion over rebates", "fine",
             "imposed", amount="1060000000", currency="EUR", party="European Commission",
             jurisdiction="EU"),
        told("b", "2022-01-26", "EU court annuls 1.06 billion euro fine on Acme", "fine",
             "overturned", amount="1060000000", currency="EUR", jurisdiction="EU"),
    )  # fmt: skip
    (one,) = world.open
    assert (one.amount, one.stage) == (1_060_000_000, Stage.OVERTURNED)


def test_a_like_sum_after_many_years_is_another_fine() -> None:
    """Only what speaks of an earlier penalty belongs to it."""
    world = World()
    world.feed(
        told("a", "2009-05-13", "Watchdog fines Acme 1 million", "fine", "imposed",
             amount="1000000"),
        told("b", "2022-01-26", "Watchdog fines Acme 1 million", "fine", "imposed",
             amount="1000000"),
    )  # fmt: skip
    assert world.groups() == together("a", "b")


@pytest.mark.parametrize(
    "order", list(permutations(SETTLED)), ids=lambda o: "".join(r.item for r in o)
)
def test_a_settlement_closes_the_suit_it_ended(order: tuple[Reading, ...]) -> None:
    """The settlement is a case of its own, linked; its lawsuit is settled, others go on."""
    world = World()
    world.feed(*order)
    suit, other, deal = sorted(world.open, key=lambda case: str(case.date))
    assert [(link.relation, link.case) for link in deal.links] == [(Relation.SETTLES, suit.id)]
    assert (suit.stage, other.stage) == (Stage.SETTLED, Stage.SOUGHT)


def test_fine_and_settlement_in_name_are_one_settlement() -> None:
    """One sum told as a fine and as a settlement is one case, and a settlement."""
    world = World()
    world.feed(
        told("a", "2021-03-01", "Acme gets $92 million fine", "fine", "agreed", amount="92000000"),
        told("b", "2021-03-01", "Acme agrees $92 million settlement", "settlement", "agreed",
             amount="92000000"),
    )  # fmt: skip
    assert [case.kind for case in world.open] == [Kind.SETTLEMENT]


def test_history_recalled_years_later_joins_the_old_case_with_the_old_date() -> None:
    """A background sentence of 2021 about 2019 adds to the case of 2019 and keeps its date."""
    world = World()
    world.feed(
        told("new", "2021-04-21", "In 2019 Acme was fined $5.7 million", "fine", "imposed",
             amount="5700000", background=True, date=dt.date(2019, 1, 1)),
        told("old", "2019-02-27", "Acme fined $5.7 million over children's data", "fine",
             "imposed", amount="5700000"),
    )  # fmt: skip
    assert [(str(case.date), case.item_count) for case in world.open] == [("2019-02-27", 2)]


def test_a_sum_that_becomes_known_later_fills_the_case() -> None:
    """A fine told without a sum and then with one is one case with the sum."""
    first = told("a", "2021-04-21", "Acme was fined in Korea", "fine", "imposed", party="Korea",
                 background=True)  # fmt: skip
    second = told("b", "2020-07-15", "South Korea fines Acme 160,000 euros", "fine", "imposed",
                  party="South Korea", amount="160000", currency="EUR")  # fmt: skip
    one, other = World(), World()
    one.feed(first, second)
    other.feed(second, first)
    assert [(str(c.amount), c.item_count) for w in (one, other) for c in w.open] == [
        ("160000", 2),
        ("160000", 2),
    ]


def test_what_fits_two_cases_is_ambiguous_until_evidence_decides() -> None:
    """A bare report that fits two fines stands alone and names them; a fuller one resolves it."""
    world = World()
    world.feed(
        told("a", "2020-05-04", "Acme fined $3 million", "fine", "imposed", amount="3000000"),
        told("b", "2020-05-04", "Acme fined $9 million", "fine", "imposed", amount="9000000"),
        told("c", "2020-05-05", "Acme fined", "fine", "imposed"),
    )  # fmt: skip
    bare = next(case for case in world.open if case.amount is None)
    fined = {case.id for case in world.open if case.amount is not None}
    assert (bare.ambiguous, set(bare.candidates)) == (True, fined)
    world.feed(
        reading("c", "2020-05-05", mention("c", "Acme fined $9 million", "fine", "imposed",
                amount="9000000"), revision=2)
    )  # fmt: skip
    assert world.groups() == together("a", "bc")


def test_two_cases_that_turn_out_one_leave_a_tombstone() -> None:
    """When evidence joins two cases, one lives on and the other names it."""
    world = World()
    world.feed(
        told("a", "2020-05-04", "Acme sued over its ladders", "lawsuit", "sought"),
        told("b", "2020-06-28", "Acme in court against Borealis", "lawsuit", "sought",
             party="Borealis"),
    )  # fmt: skip
    apart = len(world.open)
    world.feed(
        told("c", "2020-06-01", "Borealis suit against Acme over ladders goes on", "lawsuit",
             "sought", party="Borealis"),
    )  # fmt: skip
    gone = [case for case in world.cases.values() if case.status is Status.MERGED]
    assert (apart, len(world.open), [case.merged_into for case in gone]) == (
        2,
        1,
        [world.open[0].id],
    )


def test_two_states_of_one_country_sue_twice() -> None:
    """California and Massachusetts sue over the same thing, both told as United States."""
    world = World()
    world.feed(
        told("a", "2020-05-05", "California sues Acme over contractors", "lawsuit", "sought",
             party="California", jurisdiction="US"),
        told("b", "2020-07-14", "Massachusetts sues Acme over contractors", "lawsuit", "sought",
             party="Massachusetts", jurisdiction="US"),
    )  # fmt: skip
    assert world.groups() == together("a", "b")


def test_a_claimant_named_only_in_the_text_is_recognised() -> None:
    """A later report that names the claimant in its sentence joins that claimant's suit."""
    world = World()
    world.feed(
        told("a", "2018-12-11", "Borealis sues Acme over ladders", "lawsuit", "sought",
             party="Borealis"),
        told("b", "2019-09-21", "Judge throws out the case of Borealis against Acme", "lawsuit",
             "dismissed"),
    )  # fmt: skip
    assert [(case.stage, case.item_count) for case in world.open] == [(Stage.DISMISSED, 2)]
