"""The Kafka that tests run against: one given by address, else a real one started here.

`REGWATCH_TEST_KAFKA=host:port` names a running one. Without it a node is started from Maven
Central's jars; where that cannot be, tests are skipped with one loud line, or fail if `CI=true`.
"""

import os
from collections.abc import Iterator, Mapping, Sequence

import pytest

from broker.kafka.local import LocalKafka, LocalKafkaError


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """The log address of a Kafka that is shared by the whole session: name topics uniquely."""
    given = os.environ.get("REGWATCH_TEST_KAFKA")
    if given:
        yield f"kafka://{given}"
        return
    node = started()
    yield node.url
    node.close()


@pytest.fixture
def kafka_node() -> Iterator[LocalKafka]:
    """A Kafka of one's own, to be killed and started again."""
    node = started()
    yield node
    node.close()


def started(
    *, properties: Mapping[str, str] | None = None, formatting: Sequence[str] = ()
) -> LocalKafka:
    """A running node; skips the test where none can be had, and fails it in CI."""
    node = LocalKafka(properties=properties, formatting=formatting)
    try:
        return node.start()
    except LocalKafkaError as problem:
        node.close()
        reason = f"NO KAFKA HERE, its tests do not run: {problem}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
