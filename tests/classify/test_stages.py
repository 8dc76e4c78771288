"""What words say of how final an event is."""

import pytest

from agents.classify.stages import hinted, weighed
from schemas.words import Kind, Stage

TOLD = (
    (Kind.LAWSUIT, "Lantern beats Osprey in $2 billion phone trial", "Lantern", Stage.DISMISSED),
    (Kind.LAWSUIT, "Lantern beats Osprey in $2 billion phone trial", "Osprey", None),
    (Kind.LAWSUIT, "Lantern wins new trial over cracked lamps", "Lantern", Stage.OVERTURNED),
    (Kind.LAWSUIT, "Lantern loses appeal over cracked lamps", "Lantern", Stage.IMPOSED),
    (Kind.LAWSUIT, "Lantern asks court to throw out $8m verdict", "Lantern", Stage.IMPOSED),
    (Kind.LAWSUIT, "Lantern asks court to throw out lamp suit", "Lantern", None),
    (Kind.LAWSUIT, "Lantern to fight $8m lamp ruling", "Lantern", Stage.IMPOSED),
    (Kind.LAWSUIT, "Court throws out lamp buyers' case against Lantern", "Lantern",
     Stage.DISMISSED),
    (Kind.LAWSUIT, "Lantern dismisses charges as absurd", "Lantern", None),
    (Kind.LAWSUIT, "Judge should not have thrown out claim, says panel", "Lantern",
     Stage.SOUGHT),
    (Kind.LAWSUIT, "Jury sides with Lantern in lamp trial", "Lantern", Stage.DISMISSED),
    (Kind.LAWSUIT, "Osprey loses round against Lantern", "Lantern", Stage.DISMISSED),
    (Kind.LAWSUIT, "Judge refuses to dismiss Osprey's case against Lantern", "Lantern",
     Stage.SOUGHT),
    (Kind.LAWSUIT, "Lamp buyers' claim can go ahead against Lantern", "Lantern", Stage.SOUGHT),
    (Kind.LAWSUIT, "Lantern unfairly dismissed lamp fitter, panel says", "Lantern", None),
    (Kind.LAWSUIT, "Court sets aside $8m award against Lantern", "Lantern", Stage.OVERTURNED),
    (Kind.LAWSUIT, "Judge dismisses Lantern's request to toss lamp suit", "Lantern",
     Stage.SOUGHT),
    (Kind.LAWSUIT, "Lamp suit against Lantern gets green light", "Lantern", Stage.SOUGHT),
    (Kind.LAWSUIT, "Appeals panel revives lamp suit against Lantern", "Lantern", Stage.SOUGHT),
    (Kind.LAWSUIT, "Appeals panel won't revive lamp suit against Lantern", "Lantern",
     Stage.DISMISSED),
    (Kind.LAWSUIT, "Court strikes out lamp claims against Lantern", "Lantern", Stage.DISMISSED),
    (Kind.LAWSUIT, "Court declines to strike out lamp claims", "Lantern", Stage.SOUGHT),
    (Kind.LAWSUIT, "Damages of $8m against Lantern are set aside", "Lantern", Stage.OVERTURNED),
    (Kind.LAWSUIT, "Top court turns away Lantern, $8m verdict stands", "Lantern", Stage.IMPOSED),
    (Kind.LAWSUIT, "Kopers stellen Lantern aansprakelijk", "Lantern", Stage.THREATENED),
    (Kind.FINE, "Court halves Lantern fine", "Lantern", Stage.IMPOSED),
    (Kind.FINE, "Lantern hoeft boete van 2 miljoen niet te betalen", "Lantern",
     Stage.OVERTURNED),
    (Kind.LAWSUIT, "Judge slashes Lantern verdict to $5m", "Lantern", Stage.IMPOSED),
    (Kind.FINE, "Watchdog fined Lantern $8m, down from the $9m it had proposed", "Lantern",
     Stage.IMPOSED),
    (Kind.FINE, "Watchdog proposed that Lantern be fined $9m", "Lantern", Stage.PROPOSED),
    (Kind.FINE, "Court backs Lantern fine", "Lantern", Stage.IMPOSED),
    (Kind.FINE, "Lantern fails to have fine annulled", "Lantern", Stage.IMPOSED),
    (Kind.FINE, "Court lifts Lantern fine", "Lantern", Stage.OVERTURNED),
    (Kind.SETTLEMENT, "Lantern accord blocked by top court", "Lantern", Stage.OVERTURNED),
    (Kind.SETTLEMENT, "Judge balks at Lantern accord", "Lantern", Stage.PROPOSED),
    (Kind.FINE, "Lantern asks tribunal to quash lamp fine", "Lantern", None),
    (Kind.FINE, "Lantern sets $3 billion aside for lamp fine", "Lantern", Stage.PROPOSED),
    (Kind.FINE, "Tribunal quashes lamp fine", "Lantern", Stage.OVERTURNED),
    (Kind.FINE, "Lantern, Osprey win appeal against lamp fine", "Lantern, Osprey",
     Stage.OVERTURNED),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "sentence", "who", "stage"), TOLD)
def test_who_wins_and_who_only_asks(
    kind: Kind, sentence: str, who: str, stage: Stage | None
) -> None:
    """A request is no ruling, and a ruling is read from where the respondent stands."""
    assert hinted(kind, sentence, who) is stage


def test_a_hint_does_not_overrule_a_sure_view() -> None:
    """It weighs ten to one, and the shares still sum to one."""
    text = "Court throws out lamp buyers' case against Lantern"
    sure = {Stage.SOUGHT: 0.97, Stage.DISMISSED: 0.03}
    unsure = {Stage.SOUGHT: 0.7, Stage.DISMISSED: 0.3}
    for shares, expected in ((sure, Stage.SOUGHT), (unsure, Stage.DISMISSED)):
        found = weighed(Kind.LAWSUIT, text, "Lantern", shares)
        assert max(found, key=lambda stage: found[stage]) is expected
        assert sum(found.values()) == pytest.approx(1.0)


SURE = (
    (Kind.LAWSUIT, "Lantern wins appeal against landmark lamp ruling", "Lantern"),
    (Kind.LAWSUIT, "Verdict against Lantern overturned", "Lantern"),
    (Kind.FINE, "Lantern wins appeal over record lamp fine", "Lantern"),
)


@pytest.mark.parametrize(("kind", "sentence", "who"), SURE)
def test_what_only_a_ruling_can_mean_outweighs_a_sure_view(
    kind: Kind, sentence: str, who: str
) -> None:
    """A network that sees "ruling" and "fine" is sure of a loss that the appeal undid."""
    shares = weighed(kind, sentence, who, {Stage.IMPOSED: 0.95, Stage.OVERTURNED: 0.05})
    assert max(shares, key=shares.__getitem__) is Stage.OVERTURNED


def test_only_the_one_who_won_the_appeal_is_free() -> None:
    """The other side's win leaves the ruling where it was."""
    shares = {Stage.IMPOSED: 0.95, Stage.OVERTURNED: 0.05}
    told = weighed(Kind.LAWSUIT, "Osprey wins appeal against ruling", "Lantern", shares)
    assert max(told, key=told.__getitem__) is Stage.IMPOSED
