"""What is the embedded log's own: one order over all, housekeeping, troubles in words."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from broker import BrokerError, Message, Partition, Span, check_alone, connect
from broker.embedded.compaction import Cleaned, Housekeeping
from broker.embedded.lock import WorkerLock
from broker.embedded.log import EmbeddedLog
from schemas.topics import TopicSpec

NOW = 1_600_000_000.0
DAY = 86_400_000
EAGER = Housekeeping(lag=0, grace=DAY, dirty=0.0)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a log that is not there yet."""
    return f"sqlite:///{tmp_path / 'log.db'}"


@pytest.fixture
def log(url: str) -> Iterator[EmbeddedLog]:
    """An open log whose clock stands still."""
    opened = EmbeddedLog.open(url, clock=lambda: NOW)
    opened.ensure(
        [
            TopicSpec(name="plain", partitions=3),
            TopicSpec(name="latest", partitions=1, compacted=True),
            TopicSpec(name="brief", partitions=1, retention=timedelta(days=1)),
        ]
    )
    yield opened
    opened.close()


def held(log: EmbeddedLog, topic: str) -> list[tuple[int, bytes | None, bytes | None]]:
    """Offset, key and value of what is left in a topic."""
    return [(r.offset, r.key, r.value) for batch in log.read([topic]) for r in batch]


def latest(*pairs: tuple[bytes | None, bytes | None], age: int = 0) -> list[Message]:
    """Records of the compacted topic, `age` milliseconds old."""
    stamp = int(NOW * 1000) - age
    return [Message(topic="latest", key=k, value=v, timestamp=stamp) for k, v in pairs]


def brief(*ages: int) -> list[Message]:
    """Records of the topic with a day's retention, by their age in milliseconds."""
    stamp = int(NOW * 1000)
    return [Message(topic="brief", value=b"", timestamp=stamp - age) for age in ages]


# -- order ----------------------------------------------------------------------------------------


def test_all_partitions_are_read_in_the_order_of_appending(log: EmbeddedLog) -> None:
    """Across partitions and topics, in batches of any size."""
    sent = [b"%d" % number for number in range(900)]
    log.append(
        [
            Message(
                topic=("plain", "brief")[n % 2], partition=n * 7 % 3 if n % 2 == 0 else 0, value=v
            )
            for n, v in enumerate(sent)
        ]
    )
    for batch in (1, 7, 500):
        found = [r.value for records in log.read(["brief", "plain"], batch=batch) for r in records]
        assert found == sent


def test_a_record_after_a_dropped_topic_is_seen_by_a_follower(log: EmbeddedLog) -> None:
    """Numbers of deleted records are never given again, so nobody misses a new one."""
    log.append([Message(topic="plain", partition=0, value=b"old")])
    follower = log.read(["brief"], follow=True)
    assert next(follower) == []
    log.drop(["plain"])
    log.append(brief(0))
    assert any(next(follower) for _ in range(4))


def test_following_a_topic_that_is_dropped_ends_with_its_name(log: EmbeddedLog) -> None:
    """A follower does not wait for ever for what cannot come."""
    follower = log.read(["plain"], follow=True)
    assert next(follower) == []
    log.drop(["plain"])
    with pytest.raises(BrokerError, match="plain"):
        next(follower)


# -- compaction -----------------------------------------------------------------------------------


def test_compaction_keeps_the_last_record_of_each_key(log: EmbeddedLog) -> None:
    """Offsets stay as they are, and the end of the partition too."""
    log.append(latest((b"a", b"1"), (b"b", b"1"), (b"a", b"2"), (b"b", b"2"), (b"a", b"3")))
    cleaned = log.compact(rules=EAGER)
    assert (cleaned, held(log, "latest")) == (
        Cleaned(replaced=3),
        [(3, b"b", b"2"), (4, b"a", b"3")],
    )
    assert log.spans("latest") == {0: Span(3, 5)}


def test_compaction_leaves_plain_topics_alone(log: EmbeddedLog) -> None:
    """Only topics made to be compacted are."""
    log.append([Message(topic="plain", partition=0, key=b"a", value=b"%d" % n) for n in range(3)])
    log.compact(rules=EAGER)
    assert len(held(log, "plain")) == 3


def test_a_deletion_goes_after_its_grace(log: EmbeddedLog) -> None:
    """A tombstone stays until everybody had time to see it."""
    log.append(latest((b"a", b"1"), age=3 * DAY))
    log.append(latest((b"a", None), age=2 * DAY))
    log.append(latest((b"b", b"1"), (b"b", None), (b"c", b"1")))
    log.compact(rules=EAGER)
    assert held(log, "latest") == [(3, b"b", None), (4, b"c", b"1")]


def test_the_last_record_of_a_partition_always_stays(log: EmbeddedLog) -> None:
    """Even an old deletion: recovery waits for the offset before the end."""
    log.append(latest((b"a", b"1"), (b"a", None), age=9 * DAY))
    log.compact(rules=EAGER)
    assert held(log, "latest") == [(1, b"a", None)]


def test_records_without_a_key_are_not_compacted(log: EmbeddedLog) -> None:
    """Nothing can replace them."""
    log.append(latest((None, b"1"), (None, b"2"), (b"a", b"3")))
    log.compact(rules=EAGER)
    assert len(held(log, "latest")) == 3


def test_a_recent_record_is_left_for_those_who_tail(log: EmbeddedLog) -> None:
    """Within the lag even a replaced record stays."""
    log.append(latest((b"a", b"old"), age=120_000))
    log.append(latest((b"a", b"recent"), (b"a", b"now")))
    log.compact(rules=Housekeeping(dirty=0.0))
    assert [value for _offset, _key, value in held(log, "latest")] == [b"recent", b"now"]


def test_little_news_is_not_worth_a_compaction(log: EmbeddedLog) -> None:
    """By default a partition waits until a thousand records are new."""
    log.append(latest((b"a", b"1"), (b"a", b"2"), age=DAY))
    assert log.compact() == Cleaned()


def test_much_news_is(log: EmbeddedLog) -> None:
    """Then every replaced record goes, however many there are, and a second pass finds nothing."""
    log.append(latest(*((b"%d" % (n % 10), b"v") for n in range(5000)), age=DAY))
    assert (log.compact(), log.compact()) == (Cleaned(replaced=4990), Cleaned())


def test_records_appended_after_a_compaction_are_compacted_too(log: EmbeddedLog) -> None:
    """An old survivor is replaced by a new record of its key."""
    log.append(latest((b"a", b"1"), (b"b", b"1")))
    log.compact(rules=EAGER)
    log.append(latest((b"a", b"2")))
    log.compact(rules=EAGER)
    assert held(log, "latest") == [(1, b"b", b"1"), (2, b"a", b"2")]


# -- retention ------------------------------------------------------------------------------------


def test_old_records_expire(log: EmbeddedLog) -> None:
    """The first offset moves, the end does not."""
    log.append(brief(3 * DAY, 2 * DAY, 0))
    assert (log.compact(), log.spans("brief")) == (Cleaned(expired=2), {0: Span(2, 3)})


def test_a_topic_may_expire_altogether(log: EmbeddedLog) -> None:
    """Its next record goes on counting."""
    log.append(brief(3 * DAY, 2 * DAY))
    log.compact()
    assert (log.spans("brief"), log.append(brief(0))) == ({0: Span(2, 2)}, [(0, 2)])


def test_what_a_group_has_not_read_does_not_expire(log: EmbeddedLog) -> None:
    """However old it is: the slowest group decides."""
    log.append(brief(3 * DAY, 3 * DAY, 3 * DAY))
    log.commit("quick", {Partition("brief", 0): 3})
    log.commit("slow", {Partition("brief", 0): 1})
    log.compact()
    assert log.spans("brief") == {0: Span(1, 3)}


def test_a_young_record_protects_those_after_it(log: EmbeddedLog) -> None:
    """Records go from the front only, so a late one with an old date waits its turn."""
    log.append(brief(3 * DAY, 0, 3 * DAY))
    log.compact()
    assert log.spans("brief") == {0: Span(1, 3)}


# -- troubles -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("sqlite://log.db", "write it as sqlite:///"),
        ("sqlite:///", "names no file"),
        ("sqlite:////tmp/folder/", "names no file"),
        ("sqlite:///a,b.db", "without comma"),
        ("sqlite:///a;b.db", "without comma"),
        ("sqlite:///a.db?mode=ro", "%3F"),
        ("postgres://host/db", "use sqlite:///PATH or kafka://"),
    ],
)
def test_an_address_that_cannot_be_is_explained(address: str, advice: str) -> None:
    """The error names the address and says how to write it."""
    with pytest.raises(BrokerError, match=advice):
        connect(address)


def test_a_relative_address_is_under_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three slashes are relative, and missing folders are made."""
    monkeypatch.chdir(tmp_path)
    connect("sqlite:///var/my%20log.db").close()
    assert (tmp_path / "var" / "my log.db").exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """The error says which place it is and where to name another."""
    with pytest.raises(BrokerError, match="--log"):
        connect("sqlite:////proc/regwatch/log.db")
    with pytest.raises(BrokerError, match="cannot be opened"):
        connect(f"sqlite:///{tmp_path}")


def test_a_file_that_is_no_log(tmp_path: Path) -> None:
    """Neither a text nor somebody else's database is written over."""
    text, other = tmp_path / "text", tmp_path / "other"
    text.write_text("a page of text, longer than the header of a database " * 40)
    made = sqlite3.connect(other)
    made.execute("CREATE TABLE theirs (a)")
    made.close()
    for path in (text, other):
        with pytest.raises(BrokerError, match="no regwatch log"):
            connect(f"sqlite:///{path}")


def test_a_file_of_a_newer_format(url: str, log: EmbeddedLog, tmp_path: Path) -> None:
    """It is left alone."""
    newer = sqlite3.connect(tmp_path / "log.db")
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(BrokerError, match="newer regwatch"):
        connect(url)


def test_a_damaged_file(log: EmbeddedLog, tmp_path: Path) -> None:
    """Reading what is damaged says so."""
    log.append(
        [Message(topic="plain", partition=0, key=b"k", value=bytes(900)) for _ in range(900)]
    )
    log.close()
    path, torn = tmp_path / "log.db", tmp_path / "torn.db"
    shutil.copy(path, torn)
    size = torn.stat().st_size
    with torn.open("r+b") as file:
        file.seek(4096 * 4)
        file.write(b"\xff" * (size - 4096 * 8))
    opened = EmbeddedLog.open(f"sqlite:///{torn}")
    with pytest.raises(BrokerError, match="damaged"):
        held(opened, "plain")
    opened.close()


def test_a_full_disk(log: EmbeddedLog) -> None:
    """Nothing of the batch is kept, and the log works again when there is room."""
    connection = log._connection
    assert connection is not None
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 10}")
    big = [Message(topic="plain", partition=0, value=bytes(5000)) for _ in range(200)]
    with pytest.raises(BrokerError, match="disk is full"):
        log.append(big)
    connection.execute("PRAGMA max_page_count = 1000000")
    assert log.append(big)[0] == (0, 0)


def test_a_log_that_somebody_keeps_locked(
    log: EmbeddedLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After waiting a while the error says that another program holds it."""
    assert log._connection is not None
    log._connection.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(BrokerError, match="another program holds it"):
        log.append(brief(0))
    other.close()


def test_a_closed_log_says_so(log: EmbeddedLog) -> None:
    """Use after close is an error with a name, not a crash of the database."""
    log.close()
    with pytest.raises(BrokerError, match="is closed"):
        log.topics()


def test_many_processes_may_open_a_new_log_at_once(url: str) -> None:
    """The first makes the tables, the others find them."""
    program = (
        "import sys; from broker import connect; from schemas.topics import TopicSpec;"
        "log = connect(sys.argv[1]); log.ensure([TopicSpec(name='t', partitions=2)]); log.close()"
    )
    crowd = [
        subprocess.Popen([sys.executable, "-c", program, url], stderr=subprocess.PIPE)
        for _ in range(6)
    ]
    assert [opened.communicate(timeout=60)[1] for opened in crowd] == [b""] * 6


# -- one worker -----------------------------------------------------------------------------------


def test_one_worker_of_an_app_at_a_time(log: EmbeddedLog, url: str, tmp_path: Path) -> None:
    """The second is refused by name; another app's worker is not; a released lock is free."""
    lock = WorkerLock(tmp_path / "log.db", "regwatch")
    lock.acquire()
    with pytest.raises(BrokerError, match="'regwatch' is running on it already"):
        check_alone(url, "regwatch")
    check_alone(url, "regwatch-shadow")
    lock.release()
    check_alone(url, "regwatch")
    assert log.topics()
