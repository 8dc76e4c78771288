"""What people are told: opened once, updated when it matters, withdrawn when it falls away."""

from decimal import Decimal

import pytest

from agents.alert import severity
from schemas.alert import AlertType, Severity
from schemas.case import Case, Status
from schemas.words import Kind, Stage
from tests.resolve.world import World, decision, reading, told

FIRST = told("a", "2020-05-04", "Acme fined $3 million", "fine", "imposed", amount="3000000")


def test_a_new_event_is_told_once_with_its_evidence() -> None:
    """The first report opens; the alert quotes it and names its time."""
    alert = World().feed(FIRST).alerts[0]
    assert (alert.type, alert.changes, alert.evidence[0].item, alert.at) == (
        AlertType.OPENED,
        {},
        "a",
        FIRST.published,
    )


def test_further_reports_of_a_known_event_are_not_told() -> None:
    """The second report of the same sum makes no alert."""
    world = World()
    world.feed(FIRST)
    again = told("b", "2020-05-05", "A fine for Acme", "fine", "imposed", amount="3000000")
    assert world.feed(again).alerts == []


def test_an_update_says_what_changed_from_what_to_what() -> None:
    """The paid fine: stage from imposed to paid."""
    world = World()
    world.feed(FIRST)
    paid = told("b", "2020-05-20", "Acme pays $3 million fine", "fine", "paid", amount="3000000")
    alert = world.feed(paid).alerts[0]
    assert (alert.type, alert.changes) == (AlertType.UPDATED, {"stage": ("imposed", "paid")})


def test_a_deleted_entry_is_told_as_withdrawn() -> None:
    """When the only report goes, the alert says the event fell away."""
    world = World()
    world.feed(FIRST)
    alert = world.feed(reading("a", "2020-05-04", revision=2)).alerts[0]
    assert (alert.type, alert.severity) == (AlertType.WITHDRAWN, Severity.LOW)


def test_a_merged_case_is_told_as_withdrawn_with_its_winner() -> None:
    """People who were told of the loser learn where it went, and why."""
    world = World()
    world.feed(FIRST, told("b", "2020-05-04", "Acme fined $9 million", "fine", "imposed",
                           amount="9000000"))  # fmt: skip
    loser, winner = (case.id for case in world.open)
    told_of = world.feed(decision("d1", "merge", case=loser, into=winner)).alerts
    gone = next(alert for alert in told_of if alert.type is AlertType.WITHDRAWN)
    assert (gone.case, winner in gone.reason, gone.changes["merged_into"]) == (
        loser,
        True,
        (None, winner),
    )


def test_ids_are_the_same_in_every_world_and_differ_between_steps() -> None:
    """Alert ids derive from the case and its state alone."""
    one, other = World(), World()
    for world in (one, other):
        world.feed(FIRST, reading("a", "2020-05-04", revision=2))
    assert (list(one.alerts), len(one.alerts)) == (list(other.alerts), 2)


@pytest.mark.parametrize(
    ("usd", "stage", "confidence", "expected"),
    [
        (200_000_000, Stage.IMPOSED, 1.0, Severity.CRITICAL),
        (200_000_000, Stage.SOUGHT, 1.0, Severity.HIGH),
        (20_000_000, Stage.AGREED, 1.0, Severity.HIGH),
        (20_000_000, Stage.AGREED, 0.4, Severity.MEDIUM),
        (600_000, Stage.PAID, 1.0, Severity.MEDIUM),
        (5_000, Stage.PAID, 1.0, Severity.LOW),
        (None, Stage.SOUGHT, 1.0, Severity.MEDIUM),
        (200_000_000, Stage.DISMISSED, 1.0, Severity.LOW),
    ],
)
def test_severity_follows_sum_stage_and_certainty(
    usd: int | None, stage: Stage, confidence: float, expected: Severity
) -> None:
    """Larger is louder; pending, unsure and closed are quieter."""
    case = Case(
        id="case-1",
        kind=Kind.FINE,
        group="Acme",
        company="Acme",
        usd=None if usd is None else Decimal(usd),
        stage=stage,
        confidence=confidence,
        status=Status.OPEN,
    )
    assert severity(case) is expected
