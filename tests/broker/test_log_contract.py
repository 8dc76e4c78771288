"""The contract of `broker.log.Log`, held by every engine: what one does, the other does too."""

import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from broker import BrokerError, Log, Message, Partition, Record, Span, connect
from schemas.topics import TopicSpec

APPENDER = """
import sys
from broker import Message, connect
log, topic, name = connect(sys.argv[1]), sys.argv[2], sys.argv[3]
for number in range(int(sys.argv[4])):
    log.append([Message(topic=topic, key=name.encode(), value=b"%s-%d" % (name.encode(), number))])
log.close()
"""


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a log, once for every engine."""
    if request.param == "kafka":
        address: str = request.getfixturevalue("kafka")
        return address
    return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.fixture
def log(url: str) -> Iterator[Log]:
    """An open log, closed after the test."""
    opened = connect(url)
    yield opened
    opened.close()


@pytest.fixture
def topic(log: Log) -> str:
    """A fresh topic of four partitions."""
    return created(log, partitions=4)


def created(log: Log, *, partitions: int = 1) -> str:
    """A topic that no other test has."""
    name = f"contract-{uuid.uuid4().hex[:12]}"
    log.ensure([TopicSpec(name=name, partitions=partitions)])
    return name


def everything(log: Log, *topics: str) -> list[Record]:
    """All the records of `topics`."""
    return [record for batch in log.read(topics) for record in batch]


def values(records: Sequence[Record]) -> list[bytes | None]:
    """Their values, in order."""
    return [record.value for record in records]


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether `holds` came true in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_an_appended_record_comes_back_whole(log: Log, topic: str) -> None:
    """Key, value, headers, time, partition and offset survive."""
    message = Message(
        topic=topic,
        key=b"k",
        value=b"\x00v",
        partition=2,
        timestamp=1_600_000_000_123,
        headers=(("from", b"\xffhere"), ("from", b"twice")),
    )
    assert log.append([message]) == [(2, 0)]
    expected = Record(topic, 2, 0, 1_600_000_000_123, b"k", b"\x00v", message.headers)
    assert everything(log, topic) == [expected]


def test_a_value_of_none_is_kept_apart_from_an_empty_one(log: Log, topic: str) -> None:
    """None deletes a key, empty bytes are a value like any other."""
    log.append([Message(topic=topic, key=b"k", value=value) for value in (None, b"")])
    assert values(everything(log, topic)) == [None, b""]


def test_offsets_of_a_partition_count_up_from_nought(log: Log) -> None:
    """Each append gives the place of each of its messages."""
    topic = created(log)
    first = log.append([Message(topic=topic, value=b"a"), Message(topic=topic, value=b"b")])
    then = log.append([Message(topic=topic, value=b"c")])
    assert (first, then) == ([(0, 0), (0, 1)], [(0, 2)])


def test_appending_nothing_is_allowed(log: Log) -> None:
    """An empty batch gives an empty answer."""
    assert log.append([]) == []


def test_a_key_stays_in_its_partition(log: Log, topic: str) -> None:
    """The partition of a key is the one Kafka's own clients choose, on every engine."""
    keys = [b"bytedance", b"google", b"zoom", b"", b"\xc3\xa4rger", b"a longer company name"]
    placed = log.append([Message(topic=topic, key=key, value=b"") for key in keys * 2])
    from aiokafka.partitioner import DefaultPartitioner  # noqa: PLC0415

    every = [0, 1, 2, 3]
    expected = [DefaultPartitioner()(key, every, every) for key in keys]
    assert [number for number, _offset in placed] == expected * 2


def test_order_holds_within_a_partition(log: Log, topic: str) -> None:
    """Records of one partition are read as they were appended, in batches of the wanted size."""
    sent = [b"%d" % number for number in range(250)]
    log.append([Message(topic=topic, partition=3, value=value) for value in sent])
    batches = list(log.read([topic], batch=100))
    assert all(0 < len(batch) <= 100 for batch in batches)
    assert values([record for batch in batches for record in batch]) == sent


def test_reading_starts_where_it_is_told(log: Log, topic: str) -> None:
    """A start offset is the first record read; a partition without one begins at its first."""
    for number in range(3):
        log.append([Message(topic=topic, partition=p, value=b"%d" % number) for p in (0, 1)])
    found = [r for batch in log.read([topic], start={Partition(topic, 0): 2}) for r in batch]
    assert sorted((r.partition, r.offset) for r in found) == [(0, 2), (1, 0), (1, 1), (1, 2)]


def test_reading_ends_at_the_end_of_when_it_began(log: Log) -> None:
    """Without follow, what is appended while reading is not read."""
    topic = created(log)
    log.append([Message(topic=topic, value=b"before")])
    batches = log.read([topic])
    log.append([Message(topic=topic, value=b"after")])
    assert values([r for batch in batches for r in batch]) == [b"before"]


def test_reading_an_empty_topic_gives_nothing(log: Log, topic: str) -> None:
    """No batch at all, and it does not wait."""
    assert everything(log, topic) == []


def test_following_sees_what_others_append(log: Log, url: str, topic: str) -> None:
    """A follower gets a record of another process, and ends when it is told to."""
    found: list[bytes | None] = []
    done = threading.Event()

    def follow() -> None:
        for batch in log.read([topic], follow=True, stop=done.is_set):
            found.extend(values(batch))

    follower = threading.Thread(target=follow)
    follower.start()
    subprocess.run([sys.executable, "-c", APPENDER, url, topic, "x", "2"], check=True)
    seen = within(10, lambda: found == [b"x-0", b"x-1"])
    done.set()
    follower.join(5)
    assert (seen, follower.is_alive()) == (True, False)


def test_an_idle_follower_reports_back(log: Log, topic: str) -> None:
    """It yields an empty batch about every half second, so that its caller can do other things."""
    begun = time.monotonic()
    batch = next(log.read([topic], follow=True))
    assert (batch, time.monotonic() - begun < 2) == ([], True)


def test_two_processes_append_at_once(log: Log, url: str) -> None:
    """Nothing is lost or doubled, offsets have no hole, each writer's order holds."""
    topic = created(log)
    writers = [
        subprocess.Popen([sys.executable, "-c", APPENDER, url, topic, name, "150"])
        for name in ("left", "right")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    records = everything(log, topic)
    assert [r.offset for r in records] == list(range(300))
    for name in (b"left", b"right"):
        mine = [r.value for r in records if r.key == name]
        assert mine == [b"%s-%d" % (name, number) for number in range(150)]


def test_spans_say_what_a_topic_holds(log: Log, topic: str) -> None:
    """First included, end excluded, for every partition."""
    log.append([Message(topic=topic, partition=1, value=b"") for _ in range(3)])
    assert log.spans(topic) == {0: Span(0, 0), 1: Span(0, 3), 2: Span(0, 0), 3: Span(0, 0)}


def test_offset_at_a_time(log: Log) -> None:
    """The first record at or after the time; the end where all are older."""
    topic = created(log, partitions=2)
    log.append(
        [
            Message(topic=topic, partition=0, value=b"", timestamp=stamp)
            for stamp in (1_600_000_001_000, 1_600_000_002_000, 1_600_000_003_000)
        ]
    )
    asked = (1_600_000_000_000, 1_600_000_002_000, 1_600_000_002_001, 1_600_000_009_000)
    assert [log.offset_at(topic, t) for t in asked] == [
        {0: 0, 1: 0},
        {0: 1, 1: 0},
        {0: 2, 1: 0},
        {0: 3, 1: 0},
    ]


def test_commits_are_kept_by_group(log: Log, url: str, topic: str) -> None:
    """What a group committed is there for whoever opens the log next, and for that group alone."""
    group = f"group-{uuid.uuid4().hex[:8]}"
    log.append([Message(topic=topic, partition=p, value=b"") for p in (0, 0, 1)])
    log.commit(group, {Partition(topic, 0): 1, Partition(topic, 1): 1})
    log.commit(group, {Partition(topic, 0): 2})
    other = connect(url)
    found = (other.committed(group, topic), other.committed("nobody", topic))
    other.close()
    assert found == ({0: 2, 1: 1}, {})


def test_ensure_makes_what_is_missing_and_keeps_what_is_there(log: Log, topic: str) -> None:
    """A second ensure changes nothing."""
    log.append([Message(topic=topic, partition=0, value=b"kept")])
    log.ensure([TopicSpec(name=topic, partitions=4)])
    assert (log.topics()[topic], values(everything(log, topic))) == (4, [b"kept"])


def test_ensure_refuses_another_number_of_partitions(log: Log, topic: str) -> None:
    """Keys would move between partitions, so the difference is an error that names both."""
    with pytest.raises(BrokerError, match=r"4 partitions.*5|5.*4 partitions"):
        log.ensure([TopicSpec(name=topic, partitions=5)])


def test_drop_deletes_a_topic(log: Log, topic: str) -> None:
    """Its records go with it; a topic that was never there is ignored."""
    log.append([Message(topic=topic, value=b"")])
    log.drop([topic, "contract-never-there"])
    assert within(10, lambda: topic not in log.topics())


@pytest.mark.parametrize(
    "asks",
    [
        lambda log, topic: log.append([Message(topic=topic, value=b"")]),
        lambda log, topic: list(log.read([topic])),
        lambda log, topic: log.spans(topic),
        lambda log, topic: log.offset_at(topic, 0),
        lambda log, topic: log.committed("group", topic),
        lambda log, topic: log.commit("group", {Partition(topic, 0): 0}),
    ],
    ids=["append", "read", "spans", "offset_at", "committed", "commit"],
)
def test_a_missing_topic_is_named(log: Log, asks: Callable[[Log, str], object]) -> None:
    """Whatever is asked of a topic that is not there, the error says which topic it is."""
    with pytest.raises(BrokerError, match="contract-nowhere"):
        asks(log, "contract-nowhere")


def test_several_threads_share_a_log(log: Log, topic: str) -> None:
    """Appends and reads from several threads at once end up whole."""

    def work(name: int) -> None:
        for number in range(25):
            log.append([Message(topic=topic, partition=name, value=b"%d" % number)])
            log.spans(topic)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.spans(topic) == {number: Span(0, 25) for number in range(4)}


def test_close_twice(log: Log) -> None:
    """The second close does nothing."""
    log.close()
    log.close()
    assert log.url
