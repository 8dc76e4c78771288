"""What counts for one event and what against it, where a report says little of itself."""

from decimal import Decimal

from agents.resolve.matter import read_matter
from tests.resolve.world import World, together, told


def test_a_place_in_passing_does_not_keep_a_bare_report_out() -> None:
    """A minister of another country in one story does not part the next story from the fine."""
    world = World()
    world.feed(
        told("a", "2014-06-30", "Acme fined $9 million", "fine", "imposed", amount="9000000",
             party="US", jurisdiction="US"),
        told("b", "2014-07-01", "French minister regrets $9 million fine for Acme", "fine",
             "imposed", amount="9000000", party="US", jurisdiction="US"),
        told("c", "2014-07-01", "Acme fine rattles currency traders", "fine", "imposed"),
    )  # fmt: skip
    assert world.groups() == together("abc")


def test_an_office_that_threatens_and_then_proposes_goes_on_with_one_fine() -> None:
    """Ten months between the threat and the proposal of one office are no second fine."""
    world = World()
    world.feed(
        told("a", "2019-06-28", "Italian regulator considers Acme fine over a spill", "fine",
             "threatened", party="Italian regulator", jurisdiction="IT"),
        told("b", "2020-04-21", "Italian regulator proposes to fine Acme $2 million", "fine",
             "proposed", party="Italian regulator", jurisdiction="IT", amount="2000000"),
    )  # fmt: skip
    assert world.groups() == together("ab")


def test_a_fine_accepted_a_year_later_is_the_fine_that_was_imposed() -> None:
    """Agreeing to pay comes after the penalty, however long the quarrel over it lasted."""
    world = World()
    world.feed(
        told("a", "2018-10-25", "UK regulator fines Acme over the Ladderleaks affair", "fine",
             "imposed", party="UK regulator", jurisdiction="GB"),
        told("b", "2019-10-30", "Acme agrees to pay UK fine over the Ladderleaks affair", "fine",
             "agreed", party="UK", jurisdiction="GB"),
    )  # fmt: skip
    assert world.groups() == together("ab")


def test_a_suit_recalled_in_passing_is_the_one_that_is_known() -> None:
    """A sentence about something else that recalls the ruling adds to the one suit there is."""
    world = World()
    world.feed(
        told("a", "2014-03-22", "Broadcasters take Acme to court over copyright", "lawsuit",
             "sought", party="Broadcasters"),
        told("b", "2014-06-26", "Acme loses to broadcasters", "lawsuit", "imposed",
             party="Broadcasters"),
        told("c", "2014-08-25", "Rival sells recorders after Acme ruling", "lawsuit", "imposed",
             background=True),
    )  # fmt: skip
    assert world.groups() == together("abc")


def test_suits_over_one_sort_of_trouble_are_not_one_suit() -> None:
    """Two suits of a month over defects, told in other words, stay apart."""
    world = World()
    world.feed(
        told("a", "2014-03-27", "Lawsuit claims further Acme vehicles are defective", "lawsuit",
             "sought"),
        told("b", "2014-04-19", "Judge refuses to order crash notices for parked Acme trucks",
             "lawsuit", "dismissed"),
    )  # fmt: skip
    assert world.groups() == together("a", "b")


def test_a_compound_tells_the_topic_of_its_parts() -> None:
    """A "sanctions-busting" fine is the fine over sanctions of weeks before."""
    world = World()
    world.feed(
        told("a", "2014-06-30", "Acme fined over sanctions", "fine", "imposed", party="US",
             jurisdiction="US"),
        told("b", "2014-07-20", "Clients shrug off sanctions-busting as Acme fine hits profit",
             "fine", "imposed"),
    )  # fmt: skip
    assert world.groups() == together("ab")


def test_suits_in_the_plural_are_one_litigation() -> None:
    """Reports of "the lawsuits" over a matter, nobody named, are one case; a suit is not theirs."""
    world = World()
    world.feed(
        told("a", "2014-03-11", "Acme may be immune to old recall lawsuits", "lawsuit", "sought"),
        told("b", "2014-03-20", "Acme recall: which claims lawyers still try", "lawsuit", "sought"),
        told("c", "2014-04-02", "Acme recall-suit consolidation sought", "lawsuit", "sought"),
        told("d", "2014-06-27", "Widow's lawsuit led to Acme recall", "lawsuit", "sought"),
    )
    assert world.groups() == together("abc", "d")


def test_a_bare_suit_is_of_the_litigation_at_large() -> None:
    """Where a company's suits are all that is known, one of which nothing is told is theirs."""
    world = World()
    world.feed(
        told("a", "2014-03-11", "Bankrupt Acme puts lawsuits on hold", "lawsuit", "sought"),
        told("b", "2014-03-22", "Judge in Acme lawsuit unfreezes wallets", "lawsuit", "sought"),
        told("c", "2014-06-24", "Acme sued by bus drivers", "lawsuit", "sought", party="drivers"),
    )  # fmt: skip
    assert world.groups() == together("ab", "c")


def test_a_trade_that_sues_has_many_names() -> None:
    """Studios are the film industry; the record labels that follow them are not."""
    world = World()
    world.feed(
        told("a", "2014-04-08", "Five studios sue Acme over piracy", "lawsuit", "sought",
             party="Five studios"),
        told("b", "2014-04-11", "Film industry was first to sue Acme", "lawsuit", "sought",
             party="Film industry"),
        told("c", "2014-04-11", "Record labels sue Acme over piracy", "lawsuit", "sought",
             party="Record labels"),
    )  # fmt: skip
    assert world.groups() == together("ab", "c")


def test_the_outcome_of_talks_need_not_say_again_where_they_were() -> None:
    """A deal over what was talked of abroad is that deal; one over another trouble is not."""
    world = World()
    world.feed(
        told("a", "2020-01-02", "Acme in talks with Danish drivers over diesel cheating",
             "settlement", "proposed", jurisdiction="DK"),
        told("b", "2020-02-20", "Acme settles overtime claims", "settlement", "agreed"),
        told("c", "2020-04-20", "Acme settles diesel claims of most drivers", "settlement",
             "agreed"),
    )  # fmt: skip
    assert world.groups() == together("ac", "b")


def test_a_report_that_tells_the_former_sum_meets_the_report_of_it() -> None:
    """Told as down from 99 million, it is the fine of 99 million that was intended long before."""
    world = World()
    world.feed(
        told("a", "2019-07-09", "Privacy office intends to fine Acme 99 million", "fine",
             "proposed", amount="99200000", currency="GBP", party="Privacy Office"),
        told("b", "2020-03-09", "Privacy office fines Acme 7 million over texts", "fine",
             "imposed", amount="7000000", currency="GBP", party="Privacy Office"),
        told("c", "2020-10-30", "Acme fined 18.4 million", "fine", "imposed", amount="18400000",
             former=Decimal(99_000_000), currency="GBP", party="Privacy Office"),
    )  # fmt: skip
    assert world.groups() == together("ac", "b")
    assert {case.amount for case in world.cases.values()} == {18_400_000, 7_000_000}


def test_what_was_asked_for_does_not_stand() -> None:
    """A verdict of unknown sum adds no claimed damages to what stands; the history keeps them."""
    world = World()
    world.feed(
        told("a", "2020-01-02", "Acme sued for $9 billion over dust", "lawsuit", "sought",
             amount="9000000000", party="Dunes Council"),
        told("b", "2021-01-02", "Acme loses Dunes Council dust case", "lawsuit", "imposed",
             party="Dunes Council"),
    )  # fmt: skip
    (case,) = world.cases.values()
    assert (case.stage, case.amount) == ("imposed", None)
    assert ("9000000000", None) in [change.fields.get("amount") for change in case.history]


def test_a_state_in_the_text_narrows_the_country() -> None:
    """A California suit, read as one in the United States, is not the bare litigation."""
    world = World()
    world.feed(
        told("a", "2014-03-20", "Acme recall lawsuits pile up", "lawsuit", "sought"),
        told("b", "2014-03-26", "California lawsuit over Acme ladders beyond recall", "lawsuit",
             "sought", jurisdiction="US"),
    )  # fmt: skip
    assert world.groups() == together("a", "b")


def test_fraud_is_said_of_matters_of_all_kinds() -> None:
    """A judge's word of fraud does not part the report from others on the same deal."""
    world = World()
    world.feed(
        told("a", "2014-03-19", "Acme in US settlement over crashes", "settlement", "proposed",
             party="US", jurisdiction="US"),
        told("b", "2014-03-20", "Acme $1.2 billion deal approved as judge says fraud kills",
             "settlement", "approved", amount="1200000000", party="US", jurisdiction="US"),
    )  # fmt: skip
    assert world.groups() == together("ab")


def test_a_wire_prefix_is_no_matter() -> None:
    """What stands before the name in an agency title says nothing of the matter."""
    assert read_matter("REFILE-Acme fined", frozenset({"acme"})).words == frozenset()
