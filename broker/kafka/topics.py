"""How a topic of ours is created on a cluster: copies, compaction, retention, sizes.

In: a `TopicSpec`, the address's wishes and the number of brokers. Out: Kafka's own settings.
"""

from typing import Any

from broker.kafka.address import Address
from broker.kafka.client import RECORD_BYTES
from broker.log import BrokerError
from schemas.topics import TopicSpec

FOR_EVER = "-1"
ANY_TIMESTAMP = str(2**63 - 1)
DAY_MS = "86400000"
WANTED_COPIES = 3
TOPIC_EXISTS = 36


def creation(spec: TopicSpec, address: Address, brokers: int) -> dict[str, Any]:
    """What kafka-python's `create_topics` takes for one topic."""
    copies = address.replication or min(WANTED_COPIES, max(1, brokers))
    in_sync = address.min_insync or (2 if copies >= WANTED_COPIES else 1)
    return {
        "num_partitions": spec.partitions,
        "replication_factor": copies,
        "configs": {"min.insync.replicas": str(min(in_sync, copies)), **_configs(spec)},
    }


def _configs(spec: TopicSpec) -> dict[str, str]:
    policies = ["compact"] if spec.compacted else []
    if spec.retention is not None or not spec.compacted:
        policies.append("delete")
    configs = {
        "cleanup.policy": ",".join(policies),
        "max.message.bytes": str(RECORD_BYTES),
        # A feed's clock may be wrong: the broker would refuse a record from the future.
        "message.timestamp.after.max.ms": ANY_TIMESTAMP,
        "retention.ms": FOR_EVER
        if spec.retention is None
        else str(int(spec.retention.total_seconds() * 1000)),
    }
    if spec.compacted:
        # Only closed segments are compacted; the default of a week is long for a small topic.
        configs |= {"segment.ms": DAY_MS, "min.cleanable.dirty.ratio": "0.2"}
    return configs


def refuse_other_partitions(specs: list[TopicSpec], present: dict[str, int], shown: str) -> None:
    """Raise `BrokerError` where a topic exists with another number of partitions."""
    for spec in specs:
        count = present.get(spec.name, spec.partitions)
        if count != spec.partitions:
            raise BrokerError(
                f"{shown}: topic {spec.name} has {count} partitions, not {spec.partitions}: "
                "partitions cannot be changed later; use the same setting, or another run name"
            )


def refuse_failures(response: dict[str, Any], shown: str) -> None:
    """Raise `BrokerError` for the first topic that could not be created."""
    for topic in response["topics"]:
        if topic["error_code"] not in {0, TOPIC_EXISTS}:
            why = topic.get("error_message") or f"error {topic['error_code']}"
            raise BrokerError(f"{shown}: topic {topic['name']} cannot be created: {why}")
