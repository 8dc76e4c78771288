"""`connect(url)`: the log that a URL names, with its engine imported only when it is asked for."""

from urllib.parse import urlsplit

from broker.log import BrokerError, Log

SCHEMES = ("sqlite:///PATH", "kafka://HOST:PORT[,HOST:PORT]")


def connect(url: str) -> Log:
    """Open the log at `url`. Raises `BrokerError` for an address that no engine serves."""
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        from broker.embedded.log import EmbeddedLog  # noqa: PLC0415

        return EmbeddedLog.open(url)
    if scheme == "kafka":
        from broker.kafka.log import KafkaLog  # noqa: PLC0415

        return KafkaLog.open(url)
    raise BrokerError(f"log address {url!r}: use {' or '.join(SCHEMES)}")
