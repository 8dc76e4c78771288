"""A crash after any write, then the same events again: the end is as if nothing had happened."""

import pytest

from agents.ledger import settle
from schemas.codec import encode
from schemas.decision import Decision
from schemas.mention import Reading
from tests.resolve.test_stories import SETTLED
from tests.resolve.world import SETTINGS, World, decision, mention, reading, told

EVENTS: list[Reading | Decision] = [
    told("a", "2020-05-04", "Acme fined $3 million over ladders", "fine", "imposed",
         amount="3000000"),
    told("b", "2020-05-05", "Acme's ladder fine", "fine", "imposed"),
    SETTLED[1],
    SETTLED[0],
    reading("a", "2020-05-04", mention("a", "Acme fined $2 million over ladders", "fine",
            "imposed", amount="2000000"), revision=2),
    told("d", "2020-05-30", "Acme sued over its saws", "lawsuit", "sought", party="Cirrus"),
    reading("b", "2020-05-05", revision=2),
]  # fmt: skip


class CrashError(Exception):
    """The process died."""


class FragileStore(dict[str, bytes]):
    """A store that dies when it has taken a given number of writes."""

    left = -1

    def __setitem__(self, key: str, value: bytes) -> None:
        if self.left == 0:
            raise CrashError
        self.left -= 1
        super().__setitem__(key, value)


def writes_of_each_event() -> list[int]:
    """How many writes each event makes when nothing goes wrong."""
    store, counts = FragileStore(), []
    for event in EVENTS:
        store.left = 1_000_000
        settle(store, event, SETTINGS)
        counts.append(1_000_000 - store.left)
    return counts


def undisturbed() -> World:
    """The world after all events in one go."""
    world = World()
    world.feed(*EVENTS)
    return world


@pytest.mark.parametrize("at", range(len(EVENTS)))
@pytest.mark.parametrize("back", [0, 2])
def test_a_crash_at_any_write_changes_nothing_in_the_end(at: int, back: int) -> None:
    """Die after every k-th write of an event, lose its outputs, take up again `back` events
    earlier: store, cases, placements, tallies and alerts are those of the undisturbed run.
    """
    expected = undisturbed()
    for writes in range(writes_of_each_event()[at]):
        world = World(store=FragileStore())
        for event in EVENTS[:at]:
            world.feed(event)
        world.store.left = writes  # type: ignore[attr-defined]
        with pytest.raises(CrashError):
            settle(world.store, EVENTS[at], SETTINGS)
        world.store.left = -1  # type: ignore[attr-defined]
        world.feed(*EVENTS[max(at - back, 0) :])
        assert seen(world) == seen(expected)
        assert dict(world.store.items()) == dict(expected.store.items())  # type: ignore[attr-defined]


def seen(world: World) -> dict[str, list[bytes]]:
    """All that consumers of the topics hold."""
    views = (world.cases, world.placements, world.tallies, world.alerts)
    return {
        str(at): [encode(view[key]) for key in sorted(view)]  # type: ignore[index]
        for at, view in enumerate(views)
    }


def test_delivered_again_an_event_gives_the_same_alerts_and_changes_nothing() -> None:
    """Every event twice, the second time long after: equal alerts, equal store."""
    world = World()
    first = [world.feed(event).alerts for event in EVENTS]
    store = dict(world.store.items())  # type: ignore[attr-defined]
    again = [world.feed(event).alerts for event in EVENTS]
    assert [[*map(encode, some)] for some in again] == [[*map(encode, some)] for some in first]
    assert dict(world.store.items()) == store  # type: ignore[attr-defined]


def test_a_repeat_assigns_what_the_event_wrote() -> None:
    """A store ahead of its changelog gets every key of the event assigned anew."""
    world = World(store=FragileStore())
    world.feed(EVENTS[0])
    written = set(world.store)  # type: ignore[call-overload]
    assigned: set[str] = set()

    class Watched(FragileStore):
        def __setitem__(self, key: str, value: bytes) -> None:
            assigned.add(key)
            super().__setitem__(key, value)

    watched = Watched(world.store)  # type: ignore[call-overload]
    settle(watched, EVENTS[0], SETTINGS)
    assert written <= assigned


def test_an_older_revision_changes_nothing() -> None:
    """Revision 1 after revision 2 is ignored."""
    world = World()
    world.feed(EVENTS[4], EVENTS[0])
    assert [str(case.amount) for case in world.open] == ["2000000"]


def test_a_decision_twice_is_one_decision() -> None:
    """A merge delivered again gives the same alerts and the same store."""
    world = World()
    world.feed(*EVENTS[:6])
    pair = [case.id for case in world.open[:2]]
    merge = decision("d1", "merge", case=pair[0], into=pair[1])
    first = world.feed(merge).alerts
    store = dict(world.store.items())  # type: ignore[attr-defined]
    assert ([*map(encode, world.feed(merge).alerts)], dict(world.store.items())) == (  # type: ignore[attr-defined]
        [*map(encode, first)],
        store,
    )
