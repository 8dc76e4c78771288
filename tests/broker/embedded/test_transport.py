"""A real Faust worker on the embedded log: nothing lost, nothing doubled, whatever happens."""

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broker import Log, Message, Partition, connect
from broker.embedded.partitioner import partition_for
from tests.broker.embedded.worker_app import PARTITIONS, topics

PROJECT = Path(__file__).resolve().parents[3]
KEYS = 17
CHANGELOG = "app-counts-changelog"
# On a crowded machine the imports of a worker alone have been seen to take 25 s.
PATIENCE = 120

pytestmark = pytest.mark.slow


class Workers:
    """Starts the app in processes of its own, and leaves none behind."""

    def __init__(self, url: str, output: Path) -> None:
        self._url = url
        self._output = output
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *options: str) -> "subprocess.Popen[bytes]":
        """A worker, not ready yet."""
        command = [sys.executable, "-m", "tests.broker.embedded.worker_app", self._url, *options]
        with self._output.open("ab") as output:
            worker = subprocess.Popen(command, cwd=PROJECT, stdout=output, stderr=output)
        self._started.append(worker)
        return worker

    def said(self) -> str:
        """All that the workers printed."""
        return self._output.read_text(errors="replace")

    def stop(self) -> None:
        """End whatever still runs."""
        for worker in self._started:
            if worker.poll() is None:
                worker.kill()
            worker.wait()


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a fresh log."""
    return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.fixture
def log(url: str) -> Iterator[Log]:
    """The log, with the app's topics in it."""
    opened = connect(url)
    opened.ensure(topics())
    yield opened
    opened.close()


@pytest.fixture
def workers(url: str, tmp_path: Path) -> Iterator[Workers]:
    """Workers on that log."""
    crew = Workers(url, tmp_path / "worker.txt")
    yield crew
    crew.stop()


def items(first: int, end: int) -> list[Message]:
    """Numbered items over a few keys."""
    return [
        Message(topic="in", key=b"key-%d" % (number % KEYS), value=b"%d" % number)
        for number in range(first, end)
    ]


def values(log: Log, topic: str) -> list[int]:
    """The numbers in a topic, in the order they were appended."""
    return [int(r.value or b"") for batch in log.read([topic]) for r in batch]


def amount(log: Log, topic: str) -> int:
    """How many records a topic ever got."""
    return sum(span.end for span in log.spans(topic).values())


def table(log: Log) -> dict[bytes | None, int]:
    """The table as its changelog tells it."""
    return {r.key: int(r.value or b"") for batch in log.read([CHANGELOG]) for r in batch}


def expected_table(total: int) -> dict[bytes, int]:
    """How often each key occurs in `items(0, total)`."""
    return dict(Counter(b"key-%d" % (number % KEYS) for number in range(total)))


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether `holds` came true in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_everything_arrives_once_through_two_hops(log: Log, workers: Workers) -> None:
    """Every item comes out once, the table counts each once, the offsets are committed."""
    log.append(items(0, 500))
    workers.start()
    assert within(PATIENCE, lambda: amount(log, "out") >= 500)
    assert sorted(values(log, "out")) == list(range(500))
    assert table(log) == expected_table(500)
    ends = {number: span.end for number, span in log.spans("middle").items()}
    assert within(PATIENCE, lambda: log.committed("app", "middle") == ends)


def test_the_order_of_appending_is_the_order_of_work(log: Log, workers: Workers) -> None:
    """Across partitions too: outputs lie in the log exactly as the items did."""
    log.append(items(0, 1000))
    workers.start()
    assert within(PATIENCE, lambda: amount(log, "out") >= 1000)
    assert (values(log, "middle"), values(log, "out")) == (list(range(1000)), list(range(1000)))


def test_kill_9_again_and_again(log: Log, workers: Workers) -> None:
    """After five kills in mid-run: 0 lost, 0 doubled, order kept, table exact."""
    total = 3000
    log.append(items(0, total))
    for wanted in (300, 800, 1300, 1800, 2300):
        worker = workers.start()
        assert within(PATIENCE, lambda wanted=wanted: amount(log, "out") >= wanted)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    workers.start()
    assert within(PATIENCE, lambda: amount(log, "out") >= total)
    assert values(log, "out") == list(range(total))
    assert table(log) == expected_table(total)


def test_sigterm_commits_what_is_finished(log: Log, workers: Workers) -> None:
    """A stopped worker leaves offsets, outputs and table in step, and exits with 0."""
    log.append(items(0, 600))
    worker = workers.start("slow=0.001")
    assert within(PATIENCE, lambda: amount(log, "out") >= 100)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    done = amount(log, "out")
    assert 100 <= done < 600
    assert sum(log.committed("app", "middle").values()) == done
    assert sum(table(log).values()) == done
    workers.start()
    assert within(PATIENCE, lambda: amount(log, "out") >= 600)
    assert values(log, "out") == list(range(600))


def test_nothing_is_read_between_recovery_and_the_seek(log: Log, workers: Workers) -> None:
    """However long the seek takes on a busy machine: no event is counted twice."""
    log.append(items(0, 100))
    worker = workers.start()
    assert within(PATIENCE, lambda: amount(log, "out") >= 100)
    worker.send_signal(signal.SIGTERM)
    worker.wait(PATIENCE)
    log.append(items(100, 150))
    workers.start("seek=0.5")
    assert within(PATIENCE, lambda: amount(log, "out") >= 150)
    assert (values(log, "out"), table(log)) == (list(range(150)), expected_table(150))


def test_an_event_that_fails_is_not_committed(log: Log, workers: Workers) -> None:
    """The worker ends; what the event had sent and counted is undone; the next one takes it."""
    log.append(items(0, 100))
    worker = workers.start("fail=40")
    assert worker.wait(PATIENCE) != 0
    assert values(log, "out") == list(range(40))
    assert sum(log.committed("app", "middle").values()) == 40
    workers.start()
    assert within(PATIENCE, lambda: amount(log, "out") >= 100)
    assert (values(log, "out"), table(log)) == (list(range(100)), expected_table(100))


def test_a_table_comes_back_from_a_compacted_changelog(log: Log, workers: Workers) -> None:
    """Compaction between two runs leaves gaps in the changelog and changes no count."""
    log.append(items(0, 400))
    worker = workers.start()
    assert within(PATIENCE, lambda: amount(log, "out") >= 400)
    worker.send_signal(signal.SIGTERM)
    worker.wait(PATIENCE)
    compact(log)
    assert len([r for batch in log.read([CHANGELOG]) for r in batch]) <= KEYS + PARTITIONS
    log.append(items(400, 500))
    workers.start()
    assert within(PATIENCE, lambda: amount(log, "out") >= 500)
    assert table(log) == expected_table(500)


def test_an_undecodable_changelog_record_does_not_stop_the_worker(
    log: Log, workers: Workers
) -> None:
    """It is stepped over with a warning, even as the last record of its partition."""
    log.append([Message(topic=CHANGELOG, key=b"key-1", partition=1, value=b"7")])
    log.append([Message(topic=CHANGELOG, key=b"key-1", partition=1, value=b"{not json")])
    log.append([Message(topic="in", key=b"key-1", partition=1, value=b"1")])
    workers.start("table=json")
    assert within(PATIENCE, lambda: amount(log, "out") >= 1)
    assert "partition=1)@1 cannot be decoded" in workers.said()


def test_a_second_worker_is_refused(log: Log, workers: Workers) -> None:
    """It ends at once and says why; the first goes on, and another app may run beside it."""
    workers.start()
    log.append(items(0, 1))
    assert within(PATIENCE, lambda: amount(log, "out") >= 1)
    second = workers.start()
    assert second.wait(PATIENCE) != 0
    assert "is running on it already" in workers.said()
    workers.start("id=other")
    assert within(PATIENCE, lambda: amount(log, "out") >= 2)


def test_a_topic_may_be_added_while_events_are_worked_on(log: Log, workers: Workers) -> None:
    """The partitions are given out anew in mid-run: still nothing is lost or doubled."""
    log.append(items(0, 1500))
    extra = [Message(topic="extra", key=b"k", value=b"%d" % number) for number in range(20)]
    log.append(extra)
    workers.start("late=1.0", "slow=0.001")
    assert within(PATIENCE, lambda: amount(log, "out") >= 1500 and amount(log, "late") >= 20)
    assert (values(log, "out"), values(log, "late")) == (list(range(1500)), list(range(20)))
    assert table(log) == expected_table(1500)


def test_an_item_comes_out_quickly(log: Log, workers: Workers) -> None:
    """Appended by this process, through two agents and back: well below 250 ms."""
    workers.start()
    log.append(items(0, 1))
    assert within(PATIENCE, lambda: amount(log, "out") >= 1)
    start = {Partition("out", number): span.end for number, span in log.spans("out").items()}
    follower = log.read(["out"], start=start, follow=True)
    took = []
    for number in range(1, 31):
        begun = time.monotonic()
        log.append(items(number, number + 1))
        while not next(follower):
            assert time.monotonic() - begun < 5
        took.append(time.monotonic() - begun)
        time.sleep(0.03)
    assert sorted(took)[len(took) // 2] < 0.25


def test_keys_meet_in_the_partition_of_the_partitioner(log: Log, workers: Workers) -> None:
    """What an agent sends without a partition goes where `Log.append` would put it."""
    log.append(items(0, KEYS))
    workers.start()
    assert within(PATIENCE, lambda: amount(log, "out") >= KEYS)
    found = {(r.key, r.partition) for batch in log.read(["out"]) for r in batch}
    keys = [b"key-%d" % number for number in range(KEYS)]
    assert found == {(key, partition_for(key, PARTITIONS)) for key in keys}


def compact(log: Log) -> None:
    """Drop every replaced record now, however recent."""
    from broker.embedded.compaction import Housekeeping  # noqa: PLC0415
    from broker.embedded.log import EmbeddedLog  # noqa: PLC0415

    assert isinstance(log, EmbeddedLog)
    log.compact(rules=Housekeeping(lag=0, dirty=0.0))
