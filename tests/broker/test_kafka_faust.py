"""Faust on a real Kafka: whatever is killed, nothing is lost and every fold is exact."""

import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broker import Message, Record
from broker.kafka.local import LocalKafka
from broker.kafka.log import KafkaLog
from tests.broker.kafka_worker import GROUPS, specs

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

PATIENCE = 240.0


class Cluster:
    """One run of the small app: its topics, its records and its worker processes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.name = f"app-{uuid.uuid4().hex[:8]}"
        self.log = KafkaLog.open(url)
        self.log.ensure(specs(self.name))
        self.workers: list[subprocess.Popen[bytes]] = []

    def feed(self, numbers: range) -> None:
        """Append these numbers to the input."""
        topic = f"{self.name}.in"
        self.log.append([Message(topic=topic, value=b"%d" % number) for number in numbers])

    def start(self, instance: str, *more: str) -> "subprocess.Popen[bytes]":
        """Start a worker process."""
        command = [sys.executable, "-m", "tests.broker.kafka_worker", self.url, self.name, instance]
        worker = subprocess.Popen([*command, *more], start_new_session=True)
        self.workers.append(worker)
        return worker

    def last(self, topic: str) -> dict[bytes, set[int]]:
        """The last value of every key in a topic, as numbers."""
        found: dict[bytes, set[int]] = {}
        for records in self.log.read([topic]):
            found |= {key(record): numbers(record) for record in records}
        return found

    def folded(self) -> int:
        """How many numbers are in the folds that have been sent on."""
        return sum(len(one) for one in self.last(f"{self.name}.out").values())

    def committed(self, end: str) -> int:
        """How many records of `in` or `mid` the group has committed."""
        return sum(self.log.committed(self.name, f"{self.name}.{end}").values())

    def close(self) -> None:
        """End every process and drop the topics."""
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.log.drop(spec.name for spec in specs(self.name))
        self.log.close()


@pytest.fixture
def cluster(kafka: str) -> Iterator[Cluster]:
    """A run on the session's Kafka."""
    run = Cluster(kafka)
    yield run
    run.close()


def key(record: Record) -> bytes:
    """The record's key."""
    assert record.key is not None
    return record.key


def numbers(record: Record) -> set[int]:
    """The numbers in the record's value."""
    return {int(number) for number in (record.value or b"").split()}


def expected(count: int) -> dict[bytes, set[int]]:
    """The folds over the numbers below `count`."""
    return {b"%d" % group: set(range(group, count, GROUPS)) for group in range(GROUPS)}


def wait_until(what: Callable[[], bool], why: str) -> None:
    """Return when `what` is true; fail with `why` after a while."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {why}"
        time.sleep(0.2)


def finish(cluster: Cluster, count: int) -> tuple[dict[bytes, set[int]], dict[bytes, set[int]]]:
    """Wait until all is folded; the folds as sent on, and as a recovery would read them."""
    wait_until(lambda: cluster.folded() >= count, f"{count} numbers folded")
    return cluster.last(f"{cluster.name}.out"), cluster.last(f"{cluster.name}-folds-changelog")


@pytest.mark.soak
def test_a_worker_killed_three_times(cluster: Cluster) -> None:
    """After kill -9 in mid-run the next worker goes on from the last commit; folds are exact."""
    cluster.feed(range(3000))
    for limit in (300, 900, 1600):
        worker = cluster.start("one")
        wait_until(lambda least=limit: cluster.folded() > least, f"{limit} folded")
        worker.kill()
        worker.wait()
    cluster.start("one")
    assert finish(cluster, 3000) == (expected(3000), expected(3000))


def test_commits_keep_up_with_a_busy_worker(cluster: Cluster) -> None:
    """Offsets are committed while work goes on, not when it ends."""
    cluster.feed(range(6000))
    cluster.start("one")
    wait_until(lambda: 0 < cluster.committed("in") < 6000, "a commit in mid-run")
    wait_until(lambda: 0 < cluster.committed("mid") < 6000, "a commit in mid-run")
    assert cluster.folded() < 6000


def test_what_a_recovery_drops_is_read_again(cluster: Cluster) -> None:
    """Also of a partition that has no commit yet, which aiokafka's own seek passes over."""
    cluster.feed(range(GROUPS))
    cluster.start("one", "drop=yes")
    assert finish(cluster, GROUPS) == (expected(GROUPS), expected(GROUPS))


@pytest.mark.soak
def test_a_second_worker_joins_and_the_first_is_killed(cluster: Cluster) -> None:
    """Partitions move to the second worker; after kill -9 of the first it has them all."""
    cluster.feed(range(2000))
    first = cluster.start("one")
    wait_until(lambda: cluster.folded() > 300, "the first worker at work")
    cluster.start("two")
    time.sleep(4)
    cluster.feed(range(2000, 4000))
    wait_until(lambda: cluster.folded() > 2300, "both at work")
    first.kill()
    assert finish(cluster, 4000) == (expected(4000), expected(4000))


def test_a_worker_that_is_stopped_in_order(cluster: Cluster) -> None:
    """SIGTERM ends a worker with code 0 and its work committed; another one goes on."""
    cluster.feed(range(2500))
    first = cluster.start("one")
    wait_until(lambda: cluster.folded() > 300, "the first worker at work")
    first.send_signal(signal.SIGTERM)
    code = first.wait(30)
    cluster.start("two")
    assert (code, *finish(cluster, 2500)) == (0, expected(2500), expected(2500))


@pytest.mark.soak
def test_an_agent_that_raises(cluster: Cluster, tmp_path: Path) -> None:
    """An agent that raises stops its worker; the event comes again after the restart."""
    cluster.feed(range(2000))
    worker = cluster.start("one", "raise_at=1234", f"marker={tmp_path / 'raised'}")
    code = worker.wait(PATIENCE)
    assert (code != 0, (tmp_path / "raised").exists()) == (True, True)
    cluster.start("one", "raise_at=1234", f"marker={tmp_path / 'raised'}")
    assert finish(cluster, 2000) == (expected(2000), expected(2000))


@pytest.mark.soak
def test_a_broker_that_is_killed(kafka_node: LocalKafka) -> None:
    """After kill -9 of the broker in mid-run the work goes on; nothing is lost or reordered."""
    cluster = Cluster(kafka_node.url)
    cluster.feed(range(3000))
    cluster.start("one")
    wait_until(lambda: cluster.folded() > 500, "the worker at work")
    kafka_node.kill()
    time.sleep(1)
    kafka_node.start()

    def revived() -> bool:
        # A supervisor's part, as in docker-compose.yml: a worker that gave up is started again.
        if cluster.workers[-1].poll() is not None:
            cluster.start("one")
        return cluster.folded() >= 3000

    wait_until(revived, "all folded after the broker's restart")
    outcome = finish(cluster, 3000)
    restarts = len(cluster.workers) - 1
    cluster.close()
    assert (*outcome, restarts <= 1) == (expected(3000), expected(3000), True)
