"""What is Kafka's own about the log on Kafka; the contract itself is in test_log_contract.py."""

import socket
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from kafka.admin import ConfigResource, ConfigResourceType

from broker import BrokerError, Message, Partition, connect
from broker.kafka import client
from broker.kafka.address import parse
from broker.kafka.local import LocalKafka
from broker.kafka.log import KafkaLog
from schemas.topics import TopicSpec

pytestmark = pytest.mark.kafka


@pytest.fixture
def log(kafka: str) -> Iterator[KafkaLog]:
    """A log on the session's Kafka."""
    opened = KafkaLog.open(kafka)
    yield opened
    opened.close()


def fresh(*, compacted: bool = False, retention: timedelta | None = None) -> TopicSpec:
    """A topic that no other test has."""
    name = f"t-{uuid.uuid4().hex[:12]}"
    return TopicSpec(name=name, partitions=1, compacted=compacted, retention=retention)


def settings_of(kafka: str, topic: str) -> dict[str, str]:
    """The topic's settings as the broker reports them."""
    with client.admin(parse(kafka, {})) as admin:
        asked = [ConfigResource(ConfigResourceType.TOPIC, topic)]
        found = admin.describe_configs(asked, config_filter="all")
        return {name: entry["value"] for name, entry in found["topic"][topic].items()}


def test_a_compacted_topic_is_compacted_and_kept(log: KafkaLog, kafka: str) -> None:
    """A compacted topic without retention keeps the last record of every key for ever."""
    spec = fresh(compacted=True)
    log.ensure([spec])
    found = settings_of(kafka, spec.name)
    assert (found["cleanup.policy"], found["retention.ms"]) == ("compact", "-1")


def test_a_topic_with_retention_expires(log: KafkaLog, kafka: str) -> None:
    """Retention is passed to the broker in milliseconds."""
    spec = fresh(retention=timedelta(days=2))
    log.ensure([spec])
    found = settings_of(kafka, spec.name)
    assert (found["cleanup.policy"], found["retention.ms"]) == ("delete", "172800000")


def test_more_copies_than_brokers_is_refused(kafka: str) -> None:
    """A replication factor that the cluster cannot give is an error that names the topic."""
    log = KafkaLog.open(f"{kafka}?replication=3")
    spec = fresh()
    with pytest.raises(BrokerError, match=spec.name):
        log.ensure([spec])
    log.close()


def test_a_record_that_is_too_large_is_refused(log: KafkaLog) -> None:
    """A record over the limit is an error that states the limit; the log still works after it."""
    spec = fresh()
    log.ensure([spec])
    with pytest.raises(BrokerError, match=str(client.RECORD_BYTES)):
        log.append([Message(topic=spec.name, value=b"x" * (client.RECORD_BYTES + 1))])
    assert log.append([Message(topic=spec.name, value=b"x" * 3_000_000)]) == [(0, 0)]


def test_nobody_there(kafka: str) -> None:
    """An address where nothing listens is an error with the address and what to look at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
        started = time.monotonic()
        with pytest.raises(BrokerError, match=f"{address}.*is Kafka running there"):
            connect(f"kafka://{address}")
    assert time.monotonic() - started < 30


def test_a_start_beyond_the_end_waits_for_new_records(log: KafkaLog) -> None:
    """Reading from an offset that does not exist yet never goes back to the beginning."""
    spec = fresh()
    log.ensure([spec])
    log.append([Message(topic=spec.name, value=b"old")])
    start = {Partition(spec.name, 0): 99}
    assert list(log.read([spec.name], start=start)) == []


def test_following_and_appending_go_on_after_a_restart(kafka_node: LocalKafka) -> None:
    """After kill -9 of the broker: a reader that follows and a writer go on, nothing is lost."""
    log = KafkaLog.open(kafka_node.url)
    spec = fresh()
    log.ensure([spec])
    log.append([Message(topic=spec.name, value=b"before")])
    seen: list[bytes | None] = []
    end = threading.Event()

    def follow() -> None:
        for records in log.read([spec.name], follow=True, stop=end.is_set):
            seen.extend(record.value for record in records)

    reader = threading.Thread(target=follow)
    reader.start()
    kafka_node.kill()
    kafka_node.start()
    log.append([Message(topic=spec.name, value=b"after")])
    deadline = time.monotonic() + 30
    while len(seen) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    end.set()
    reader.join(10)
    log.close()
    assert seen == [b"before", b"after"]
