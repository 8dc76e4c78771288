"""Exactly once: what an event produced appears with its commit, in the order it was sent."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from broker import BrokerError, Log, Message, Partition, connect
from broker.embedded.session import Placed, Session
from schemas.topics import TopicSpec

SOURCE = Partition("in", 0)
OTHER = Partition("in", 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the log is."""
    return tmp_path / "log.db"


@pytest.fixture
def log(path: Path) -> Iterator[Log]:
    """A log with an incoming and an outgoing topic."""
    opened = connect(f"sqlite:///{path}")
    opened.ensure([TopicSpec(name=name, partitions=2) for name in ("in", "out")])
    yield opened
    opened.close()


@pytest.fixture
def session(path: Path, log: Log) -> Iterator[Session]:
    """The session of a worker called app."""
    opened = Session(path, "app", lambda: 1_600_000_000.5)
    yield opened
    opened.close()


def out(value: bytes) -> Message:
    """A record an event produces."""
    return Message(topic="out", partition=0, value=value)


def written(log: Log) -> list[bytes | None]:
    """What lies in the outgoing topic."""
    return [r.value for batch in log.read(["out"]) for r in batch]


def test_what_an_unfinished_event_produced_is_not_written(session: Session, log: Log) -> None:
    """Only the records of offsets below the commit appear."""
    for offset in (0, 1, 2):
        session.hold(SOURCE, offset, out(b"%d" % offset))
    session.settle({SOURCE: 2})
    assert (written(log), log.committed("app", "in")) == ([b"0", b"1"], {0: 2})


def test_a_held_record_comes_with_a_later_commit(session: Session, log: Log) -> None:
    """It waits as long as its event does."""
    session.hold(SOURCE, 1, out(b"late"))
    session.settle({SOURCE: 1})
    before = written(log)
    session.settle({SOURCE: 2})
    assert (before, written(log)) == ([], [b"late"])


def test_records_are_written_in_the_order_of_sending(session: Session, log: Log) -> None:
    """Whatever partition their events came from."""
    session.hold(OTHER, 0, out(b"first"))
    session.hold(SOURCE, 0, out(b"second"))
    session.hold(OTHER, 1, out(b"third"))
    session.settle({SOURCE: 1, OTHER: 2})
    assert written(log) == [b"first", b"second", b"third"]


def test_a_forgotten_partition_writes_nothing(session: Session, log: Log) -> None:
    """After a rebalance the event is worked on again, and produces again."""
    session.hold(SOURCE, 0, out(b"once"))
    session.forget(SOURCE)
    session.hold(SOURCE, 0, out(b"once"))
    session.settle({SOURCE: 1})
    assert written(log) == [b"once"]


async def test_a_record_outside_events_needs_no_commit(session: Session, log: Log) -> None:
    """It is written at once and its future says where and when."""
    done: asyncio.Future[Placed] = asyncio.get_running_loop().create_future()
    session.put(out(b"now"), done)
    session.settle({})
    assert (written(log), await done) == ([b"now"], Placed(0, 0, 1_600_000_000_500))


async def test_a_write_that_fails_writes_nothing_and_says_so(session: Session, log: Log) -> None:
    """Neither the good record beside a bad one, nor the offset."""
    done: asyncio.Future[Placed] = asyncio.get_running_loop().create_future()
    session.put(Message(topic="gone", partition=0, value=b""), done)
    session.hold(SOURCE, 0, out(b"good"))
    with pytest.raises(BrokerError, match="gone"):
        session.settle({SOURCE: 1})
    with pytest.raises(BrokerError, match="gone"):
        await done
    assert (written(log), log.committed("app", "in")) == ([], {})


def test_after_a_failed_write_nothing_is_committed(session: Session, log: Log) -> None:
    """The worker stops: a commit without the records that belong to it would lose them."""
    session.hold(SOURCE, 0, Message(topic="gone", partition=0, value=b""))
    with pytest.raises(BrokerError):
        session.settle({SOURCE: 1})
    assert (session.settle({SOURCE: 1}), log.committed("app", "in")) == (False, {})


def test_nothing_to_settle_is_no_write(session: Session) -> None:
    """An idle worker leaves the file alone."""
    assert session.settle({}) is False
