"""Keys land in the same partition on both logs."""

from aiokafka.partitioner import murmur2 as aiokafka_murmur2
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2 as kafka_python_murmur2

from broker.embedded.partitioner import murmur2, partition_for


@given(st.binary(max_size=64))
def test_the_hash_is_that_of_both_kafka_clients(key: bytes) -> None:
    """Bit by bit, for every key."""
    theirs = {aiokafka_murmur2(key) & 0xFFFFFFFF, kafka_python_murmur2(key) & 0xFFFFFFFF}
    assert theirs == {murmur2(key)}


def test_records_without_a_key_take_turns() -> None:
    """They spread evenly, and not at random."""
    assert sorted(partition_for(None, 4) for _ in range(8)) == [0, 0, 1, 1, 2, 2, 3, 3]
