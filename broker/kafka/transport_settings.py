"""What Faust is told about a Kafka log: its broker address and the settings that go with it.

In: a log address. Out: a URL of our own scheme (so that Faust takes our transport) and arguments
for `faust.App`.
"""

import os
from typing import Any

import faust

from broker.kafka.address import Address, parse
from broker.kafka.client import RECORD_BYTES

SCHEME = "regwatch-kafka"
COMMIT_SECONDS = 0.25
"""How much work is repeated after a crash, against how many commits the cluster must store."""
SESSION_SECONDS = 10.0
"""How long a dead worker keeps its partitions."""
LINGER_SECONDS = 0.005
"""How long a record waits for others to share its request."""


def transport_url(url: str) -> str:
    """The `broker` of the Faust app; no secrets in it. Raises `BrokerError` for a bad address."""
    servers = parse(url, os.environ).servers
    return ";".join(f"{SCHEME}://{server}" for server in servers)


def settings_for(url: str, *, instance: str | None = None) -> dict[str, Any]:
    """The app settings for this log. `instance` makes the worker a static member of its group.

    A static member that is restarted within `SESSION_SECONDS` gets its partitions back with no
    rebalance; two running workers must not share a name.
    """
    address = parse(url, os.environ)
    settings: dict[str, Any] = {
        "broker_commit_interval": COMMIT_SECONDS,
        "broker_max_poll_records": 500,
        "broker_session_timeout": SESSION_SECONDS,
        "broker_heartbeat_interval": SESSION_SECONDS / 4,
        "producer_linger": LINGER_SECONDS,
        "broker_credentials": _credentials(address),
        "producer_max_request_size": RECORD_BYTES,
        "consumer_max_fetch_size": RECORD_BYTES,
        "table_standby_replicas": 1,
    }
    if instance is not None:
        settings["consumer_group_instance_id"] = instance
    return settings


def _credentials(address: Address) -> Any:
    if address.authenticated:
        return faust.SASLCredentials(
            mechanism=address.mechanism,
            username=address.username,
            password=address.password,
            ssl_context=address.tls(),
        )
    context = address.tls()
    return None if context is None else faust.SSLCredentials(context)
