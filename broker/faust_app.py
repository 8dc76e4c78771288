"""A Faust app on either log, with the settings that the guarantees rest on."""

import faust

from broker.connect import settings_for, transport_url


class App(faust.App):
    """Keeps its tables in memory alone, so it leaves no folder where it was started."""

    def _create_directories(self) -> None:
        """Nothing to create: Faust makes three folders even for tables in memory."""


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
        **settings_for(url, instance=instance),
    )
