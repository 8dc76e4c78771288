"""kafka-python's clients with our errors: every failure is a `BrokerError` that says what to do.

In: an address and a call. Out: the call's result, repeated while the cluster only asks for patience
(a leader being elected, a coordinator loading).
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import (
    AuthorizationError,
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    RetriableError,
    SaslAuthenticationFailedError,
    UnknownTopicOrPartitionError,
)

from broker.kafka.address import Address
from broker.log import BrokerError

CONNECT_MS = 10_000
PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.1
RECORD_BYTES = 4 * 1024 * 1024

Result = TypeVar("Result")


def admin(address: Address) -> KafkaAdminClient:
    """A client for topics and offsets; it connects at once."""
    return _opened(address, lambda: KafkaAdminClient(**_settings(address)))


def producer(address: Address) -> KafkaProducer:
    """A client that appends: acknowledged by all in-sync copies, and never twice."""
    return _opened(
        address,
        lambda: KafkaProducer(
            **_settings(address),
            acks="all",
            enable_idempotence=True,
            batch_size=128 * 1024,
            max_request_size=RECORD_BYTES,
            max_block_ms=CONNECT_MS,
            delivery_timeout_ms=60_000,
            allow_auto_create_topics=False,
        ),
    )


def consumer(address: Address, *, batch: int) -> KafkaConsumer:
    """A client that reads partitions it is told, commits nothing and joins no group."""
    return _opened(
        address,
        lambda: KafkaConsumer(
            **_settings(address),
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_poll_records=batch,
            max_partition_fetch_bytes=RECORD_BYTES,
            allow_auto_create_topics=False,
        ),
    )


def patiently(address: Address, call: Callable[[], Result]) -> Result:
    """The call's result, tried again while the error is one that passes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return call()
        except KafkaError as problem:
            passing = isinstance(problem, RetriableError)
            if not passing or time.monotonic() >= deadline:
                raise explained(address, problem) from problem
        time.sleep(PAUSE_SECONDS)


def explained(address: Address, problem: Exception) -> BrokerError:
    """What went wrong, at which address, and what to look at."""
    match problem:
        case SaslAuthenticationFailedError():
            hint = "the cluster refuses the user name or password"
        case AuthorizationError():
            hint = f"the cluster's access rules refuse this: {type(problem).__name__}"
        case UnknownTopicOrPartitionError():
            hint = "a topic is missing: create them with `regwatch topics create`"
        case KafkaConnectionError() | KafkaTimeoutError():
            hint = "no answer: is Kafka running there, and do its listeners fit `security`?"
            if address.authenticated:
                # Over TLS a refused login is often no more than a closed connection.
                hint += " Are user name and password right?"
        case _:
            hint = f"{type(problem).__name__}: {problem}"
    return BrokerError(f"{address}: {hint}")


def _settings(address: Address) -> dict[str, Any]:
    return {
        **address.client(),
        "client_id": "regwatch",
        "bootstrap_timeout_ms": CONNECT_MS,
        "reconnect_backoff_max_ms": 1000,
    }


def _opened(address: Address, make: Callable[[], Result]) -> Result:
    try:
        return make()
    except (KafkaError, OSError, ValueError) as problem:
        raise explained(address, problem) from problem
