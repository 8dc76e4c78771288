"""The Faust app: which topics flow through which stage, over which tables.

Two agents, two tables. `classify` reads items and keeps `readings` (which groups an item named);
`resolve` reads readings and decisions and keeps `casebook` (cases, mentions and tallies of every
group; one table, so that one changelog holds them in one order).
"""

from collections.abc import Iterator, MutableMapping
from typing import Any

import faust
from mode.supervisors import CrashingSupervisor

from agents.classify.agent import Classify
from agents.classify.memory import Reads
from agents.resolve import ResolveSettings
from agents.resolve.agent import Resolve
from agents.settings import WorkerSettings
from agents.stage import Work, run
from broker.faust_app import app_on
from schemas.topics import Topics, TopicSpec

TABLES = ("readings", "casebook")


def create_app(settings: WorkerSettings, reader: Reads, resolving: ResolveSettings) -> faust.App:
    """The app of one worker. Nothing connects before it is started."""
    topics = settings.topics
    app = app_on(
        settings.log, topics.prefix, partitions=topics.partitions, instance=settings.instance
    )
    memory = TableStore(_table(app, topics, "readings"))
    casebook = TableStore(_table(app, topics, "casebook"))
    _agent(app, "classify", [topics.items], Classify(reader, memory, topics), topics)
    work = Resolve(casebook, topics, resolving)
    _agent(app, "resolve", [topics.mentions, topics.decisions], work, topics)
    return app


def changelogs(topics: Topics) -> Iterator[TopicSpec]:
    """The topics behind the tables, to be created before the worker starts."""
    for table in TABLES:
        yield TopicSpec(
            name=_changelog_name(topics, table), partitions=topics.partitions, compacted=True
        )


class TableStore(MutableMapping[str, bytes]):
    """A Faust table of raw bytes as the mapping of text to bytes that the pure stages take.

    Deleting writes an empty value: a compacted tail that ends in a deletion would stop recovery.
    """

    def __init__(self, table: Any) -> None:
        self._table = table

    def __getitem__(self, key: str) -> bytes:
        value: bytes = self._table[key.encode()]
        if not value:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: bytes) -> None:
        self._table[key.encode()] = value

    def __delitem__(self, key: str) -> None:
        self._table[key.encode()] = b""

    def __iter__(self) -> Iterator[str]:
        return (key.decode() for key, value in self._table.items() if value)

    def __len__(self) -> int:
        return sum(1 for _key in self)


def _changelog_name(topics: Topics, table: str) -> str:
    return f"{topics.prefix}-{table}-changelog"


def _raw_topic(app: faust.App, *names: str, **options: Any) -> Any:
    return app.topic(
        *names,
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        allow_empty=True,
        **options,
    )


def _table(app: faust.App, topics: Topics, name: str) -> Any:
    # Types, not a schema: of a schema Faust's changelog topic takes no notice, and JSON-encodes.
    return app.Table(name, key_type=bytes, value_type=bytes, partitions=topics.partitions)


def _agent(app: faust.App, name: str, sources: list[TopicSpec], work: Work, topics: Topics) -> None:
    outgoing: dict[str, Any] = {}

    async def send(topic: str, key: bytes, value: bytes | None, timestamp: float) -> None:
        if topic not in outgoing:
            outgoing[topic] = _raw_topic(app, topic)
        await outgoing[topic].send(key=key, value=value, timestamp=timestamp)

    async def agent(stream: Any) -> None:
        events = stream.noack().events()
        await run(name, events, work, send, dead_letters=topics.dead_letters.name)

    agent.__name__ = name
    incoming = _raw_topic(app, *(source.name for source in sources))
    app.agent(incoming, name=name, concurrency=1, supervisor_strategy=CrashingSupervisor)(agent)
