"""The log behind everything: embedded (one SQLite file) or Kafka, and their Faust transports."""

from broker.connect import check_alone, connect, settings_for, transport_url
from broker.log import BrokerError, Log, Message, Partition, Record, Span

__all__ = [
    "BrokerError",
    "Log",
    "Message",
    "Partition",
    "Record",
    "Span",
    "check_alone",
    "connect",
    "settings_for",
    "transport_url",
]
