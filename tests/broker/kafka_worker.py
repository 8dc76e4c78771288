"""A small Faust app of two hops and an idempotent fold, run as a process of its own by tests.

`python -m tests.broker.kafka_worker URL NAME INSTANCE [OPTION=VALUE ...]`: records of `NAME.in`
(any key, value: a number) go on to `NAME.mid` keyed by group, and there into a table of groups;
each change of a group goes to the compacted `NAME.out`.

| option | what it does |
| --- | --- |
| raise_at, marker | the fold raises at that number, once: the file `marker` remembers it |
| drop | at the second record, what waits is dropped and sought again, as a recovery does |
"""

import sys
from itertools import count
from pathlib import Path
from typing import Any

import faust
from mode.supervisors import CrashingSupervisor

from broker.faust_app import app_on
from schemas.topics import TopicSpec

PARTITIONS = 4
GROUPS = 50


def specs(name: str) -> list[TopicSpec]:
    """The topics of the app."""
    return [
        TopicSpec(name=f"{name}.in", partitions=PARTITIONS),
        TopicSpec(name=f"{name}.mid", partitions=PARTITIONS),
        TopicSpec(name=f"{name}.out", partitions=PARTITIONS, compacted=True),
        TopicSpec(name=f"{name}-folds-changelog", partitions=PARTITIONS, compacted=True),
    ]


def create_app(url: str, name: str, instance: str, options: dict[str, str]) -> faust.App:
    """The app, set up as regwatch's own worker is."""
    fault = Fault(int(options.get("raise_at", "-1")), Path(options.get("marker", "")))
    turn = count()
    app = app_on(url, name, partitions=PARTITIONS, instance=instance)
    raw: dict[str, Any] = {
        "key_type": bytes,
        "value_type": bytes,
        "key_serializer": "raw",
        "value_serializer": "raw",
    }
    incoming, middle, outgoing = (app.topic(f"{name}.{end}", **raw) for end in ("in", "mid", "out"))
    folds = app.Table("folds", partitions=PARTITIONS, key_type=bytes, value_type=bytes)

    @app.agent(incoming, concurrency=1, supervisor_strategy=CrashingSupervisor)
    async def spread(stream: Any) -> None:
        async for event in stream.noack().events():
            if "drop" in options and next(turn) == 1:
                await _drop_what_waits(app)
            group = str(int(event.value) % GROUPS).encode()
            await middle.send(key=group, value=event.value)
            event.ack()

    @app.agent(middle, concurrency=1, supervisor_strategy=CrashingSupervisor)
    async def fold(stream: Any) -> None:
        async for event in stream.noack().events():
            fault.maybe(int(event.value))
            before = (folds.get(event.key) or b"").split()
            after = b" ".join(sorted({*before, event.value}))
            folds[event.key] = after
            await outgoing.send(key=event.key, value=after)
            event.ack()

    return app


async def _drop_what_waits(app: faust.App) -> None:
    app.flow_control.clear()
    await app.consumer.perform_seek()
    app.consumer.resume_flow()


class Fault:
    """Raises once at a number, and never again as long as its marker file is there."""

    def __init__(self, number: int, marker: Path) -> None:
        self._number = number
        self._marker = marker

    def maybe(self, number: int) -> None:
        """Raise if this is the number and it did not happen yet."""
        if number == self._number and not self._marker.exists():
            self._marker.touch()
            raise RuntimeError("a fault on purpose")


def main(url: str, name: str, instance: str, *options: str) -> None:
    """Run the worker until it is stopped."""
    app = create_app(url, name, instance, dict(option.split("=", 1) for option in options))
    # Faust's own logging set-up would switch the root logger to DEBUG, for its spinner.
    worker = faust.Worker(app, loglevel="WARN", quiet=True, override_logging=False)
    worker.execute_from_commandline()


if __name__ == "__main__":
    main(*sys.argv[1:])
