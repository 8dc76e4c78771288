"""What a log URL leads to: the log itself, and how Faust is told to use it.

Each engine is imported only when its URL is asked for.
"""

from typing import Any
from urllib.parse import urlsplit

from broker.log import BrokerError, Log

SCHEMES = ("sqlite:///PATH", "kafka://HOST:PORT[,HOST:PORT]")


def connect(url: str) -> Log:
    """Open the log at `url`. Raises `BrokerError` for an address that no engine serves."""
    if _engine(url) == "sqlite":
        from broker.embedded.log import EmbeddedLog

        return EmbeddedLog.open(url)
    from broker.kafka.log import KafkaLog

    return KafkaLog.open(url)


def transport_url(url: str) -> str:
    """The address that Faust takes as its broker, so that our transport serves it."""
    if _engine(url) == "sqlite":
        return url
    from broker.kafka import transport_settings

    return transport_settings.transport_url(url)


def settings_for(url: str, *, instance: str | None = None) -> dict[str, Any]:
    """Faust settings that differ between the engines; pass them on to `faust.App`.

    `instance` names this worker in its consumer group, so that a restart takes its partitions
    back at once; the embedded log has one worker and no use for it.

    | setting | embedded | Kafka |
    | --- | --- | --- |
    | broker_commit_interval | 0.5 s, a backstop: commits follow acks within 10 ms | 0.25 s |
    | stream_buffer_maxsize | 512: what is read ahead is read again after a crash | 4096 |
    | more | | see `broker.kafka.transport_settings` |
    """
    if _engine(url) == "sqlite":
        return {"broker_commit_interval": 0.5, "stream_buffer_maxsize": 512}
    from broker.kafka import transport_settings

    return transport_settings.settings_for(url, instance=instance)


def check_alone(url: str, group: str) -> None:
    """Raises `BrokerError` if a worker of `group` already runs on a log that takes only one.

    For a plain message before the worker starts; the worker's own lock decides. Kafka takes as
    many workers as there are partitions, so there it is never an error.
    """
    if _engine(url) == "sqlite":
        from broker.embedded.address import path_of
        from broker.embedded.lock import WorkerLock

        with WorkerLock(path_of(url), group):
            pass


def _engine(url: str) -> str:
    scheme = urlsplit(url).scheme
    if scheme not in {"sqlite", "kafka"}:
        raise BrokerError(f"log address {url!r}: use {' or '.join(SCHEMES)}")
    return scheme
