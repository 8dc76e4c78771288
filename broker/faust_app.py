"""A Faust app on either log, with the settings that the guarantees rest on."""

from time import monotonic
from typing import Any

import faust
from faust import Monitor
from faust.types import TP, EventT, Message, StreamT

from broker.connect import settings_for, transport_url


class App(faust.App):
    """Keeps its tables in memory alone, so it leaves no folder where it was started."""

    def _create_directories(self) -> None:
        """Nothing to create: Faust makes three folders even for tables in memory."""


class QuietMonitor(Monitor):
    """Keeps no statistics of single records: nobody reads them here, and each record paid for them.

    What the engine itself asks for (when a stream last moved) and all rarer events are still kept.
    """

    def on_message_in(self, tp: TP, offset: int, message: Message) -> None:
        """Nothing to keep."""

    def on_stream_event_in(
        self, tp: TP, offset: int, stream: StreamT[Any], event: EventT[Any]
    ) -> dict[str, Any] | None:
        """Remember when the stream last moved: Faust's Kafka driver warns of one that does not."""
        self.stream_inbound_time[tp] = monotonic()
        return None

    def on_message_out(self, tp: TP, offset: int, message: Message) -> None:
        """Nothing to keep."""

    def on_table_get(self, table: Any, key: Any) -> None:
        """Nothing to keep."""

    def on_table_set(self, table: Any, key: Any, value: Any) -> None:
        """Nothing to keep."""

    def on_table_del(self, table: Any, key: Any) -> None:
        """Nothing to keep."""


def app_on(url: str, name: str, *, partitions: int, instance: str | None = None) -> App:
    """An app of consumer group `name` on the log at `url`; its topics must be there already.

    `instance` names this worker in its group, see `broker.settings_for`. Raises `BrokerError` for
    an address that no engine serves.
    """
    return App(
        name,
        broker=transport_url(url),
        store="memory://",
        topic_partitions=partitions,
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        stream_wait_empty=False,
        stream_publish_on_commit=False,
        producer_acks=-1,
        web_enabled=False,
        Monitor=QuietMonitor,
        **settings_for(url, instance=instance),
    )
