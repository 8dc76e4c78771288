"""The test of truth: kill -9 the worker in mid-run, and nothing is lost and nothing doubled."""

import random
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.settings import WorkerSettings
from agents.worker import prepare
from broker import Log, connect
from cli.shadow import behind
from schemas.topics import Topics
from tests.system.world import Result, Worker, drain, items, publish, result

ITEMS = 10_000
FEWER = 2_500


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    """A log, once for every engine."""
    if request.param == "kafka":
        url = request.getfixturevalue("kafka")
    else:
        url = f"sqlite:///{tmp_path / 'log.db'}"
    opened = connect(url)
    yield opened
    opened.close()


def _fresh(log: Log, count: int) -> Topics:
    """One partition: the made-up world is full of events that only their order tells apart."""
    run = f"kill-{uuid.uuid4().hex[:8]}"
    settings = WorkerSettings(log=log.url, run=run, partitions=1)
    prepare(settings)
    publish(log, settings.topics, items(count))
    return settings.topics


def _worker(log: Log, topics: Topics) -> Worker:
    return Worker(log.url, ("--run", topics.run, "--partitions", str(topics.partitions)))


def _undisturbed(log: Log, count: int) -> Result:
    topics = _fresh(log, count)
    with _worker(log, topics):
        drain(log, topics)
    return result(log, topics)


def _killed(log: Log, count: int, times: int) -> Result:
    topics = _fresh(log, count)
    chance = random.Random(3)
    for kill in range(times):
        worker = _worker(log, topics)
        worker.start()
        while behind(log, topics) > count - count * (kill + 1) // (2 * times):
            time.sleep(0.02)
        time.sleep(chance.random() * 0.3)
        worker.kill()
    assert behind(log, topics) > 0, "the worker was done before it was killed: publish more items"
    with _worker(log, topics):
        drain(log, topics)
    return result(log, topics)


@pytest.mark.soak
def test_kills_in_mid_run_leave_no_trace(log: Log) -> None:
    """Cases, tallies and alert ids after four kills equal those of an undisturbed run."""
    undisturbed = _undisturbed(log, ITEMS)
    assert len(undisturbed.alerts) > 200
    assert _killed(log, ITEMS, times=4) == undisturbed


@pytest.mark.slow
def test_a_kill_leaves_no_trace(tmp_path: Path) -> None:
    """The same in short, on the embedded log: one kill, the same cases, tallies and alert ids."""
    log = connect(f"sqlite:///{tmp_path / 'log.db'}")
    undisturbed = _undisturbed(log, FEWER)
    assert len(undisturbed.alerts) > 50
    assert _killed(log, FEWER, times=1) == undisturbed
    log.close()


@pytest.mark.soak
def test_sigterm_ends_cleanly_with_everything_committed(log: Log) -> None:
    """An orderly stop exits with 0, and the next start has nothing to repeat."""
    topics = _fresh(log, FEWER)
    worker = _worker(log, topics)
    worker.start()
    drain(log, topics)
    assert worker.stop() == 0
    assert behind(log, topics) == 0
