"""What may be committed: never past an unfinished event, whatever the order of the acks."""

from hypothesis import given
from hypothesis import strategies as st

from broker.offsets import Outstanding


def test_nothing_finished_nothing_committable() -> None:
    """A delivery alone moves nothing."""
    tracker = Outstanding()
    tracker.deliver(0)
    assert tracker.committable() is None


def test_an_unfinished_event_holds_back_those_after_it() -> None:
    """5 and 7 are finished, 6 is not: 6 is the next to read."""
    tracker = Outstanding()
    for offset in (5, 6, 7):
        tracker.deliver(offset)
    tracker.ack(7)
    tracker.ack(5)
    assert tracker.committable() == 6


def test_a_gap_left_by_compaction_is_not_waited_for() -> None:
    """Offsets that were never delivered do not count."""
    tracker = Outstanding()
    for offset in (3, 90):
        tracker.deliver(offset)
        tracker.ack(offset)
    assert tracker.committable() == 91


def test_an_ack_from_before_a_rebalance_changes_nothing() -> None:
    """An offset that was not delivered is not taken for a finished one later."""
    tracker = Outstanding()
    tracker.deliver(5)
    tracker.ack(9)
    tracker.ack(5)
    tracker.deliver(9)
    assert tracker.committable() == 6


@given(st.data())
def test_committable_is_the_smallest_unfinished_offset(data: st.DataObject) -> None:
    """For any offsets and any order of acks."""
    offsets = sorted(data.draw(st.sets(st.integers(0, 200), min_size=1)))
    acked = data.draw(st.lists(st.sampled_from(offsets), unique=True))
    tracker = Outstanding()
    for offset in offsets:
        tracker.deliver(offset)
    for offset in acked:
        tracker.ack(offset)
    finished = [o for n, o in enumerate(offsets) if set(offsets[: n + 1]) <= set(acked)]
    assert tracker.committable() == (finished[-1] + 1 if finished else None)
