"""A small app for the transport's tests: `url [option=value ...]`.

Two agents pass on what comes in (in -> middle -> out); the second counts each key's records in a
table. Options: `fail=VALUE` lets the second agent raise at that value, `id=NAME` names the app,
`slow=SECONDS` makes the second agent pause at each event, `table=json` keeps numbers in the table,
`late=SECONDS` listens to one more topic (extra -> late) after that time, `seek=SECONDS` holds the
seek to the commits back after recovery has resumed the streams.
"""

import asyncio
import logging
import sys
from typing import Any

import faust
from mode.supervisors import CrashingSupervisor

from broker import connect
from broker.faust_app import app_on
from schemas.topics import TopicSpec

PARTITIONS = 3
RAW = {
    "key_type": bytes,
    "value_type": bytes,
    "key_serializer": "raw",
    "value_serializer": "raw",
}


def topics(app_id: str = "app") -> list[TopicSpec]:
    """What the app needs to be there."""
    names = ("in", "middle", "out", "extra", "late")
    plain = [TopicSpec(name=name, partitions=PARTITIONS) for name in names]
    name = f"{app_id}-counts-changelog"
    return [*plain, TopicSpec(name=name, partitions=PARTITIONS, compacted=True)]


def create_app(url: str, options: dict[str, str]) -> faust.App:
    """The app; its topics are there already."""
    app = app_on(url, options.get("id", "app"), partitions=PARTITIONS)
    if "seek" in options:
        _seek_late(app, float(options["seek"]))
    kind = int if options.get("table") == "json" else bytes
    counts = app.Table("counts", key_type=bytes, value_type=kind, partitions=PARTITIONS)
    middle, out = app.topic("middle", **RAW), app.topic("out", **RAW)

    async def first(stream: Any) -> None:
        async for event in stream.noack().events():
            await middle.send(key=event.key, value=event.value)
            event.ack()

    async def second(stream: Any) -> None:
        async for event in stream.noack().events():
            try:
                count = int(counts[event.key])
            except KeyError:
                count = 0
            counts[event.key] = kind(count + 1) if kind is int else b"%d" % (count + 1)
            await out.send(key=event.key, value=event.value)
            if "slow" in options:
                await asyncio.sleep(float(options["slow"]))
            if event.value == options.get("fail", "").encode():
                raise RuntimeError("told to fail")
            event.ack()

    if "late" in options:
        app.task(lambda: _listen_late(app, float(options["late"])))
    app.agent(app.topic("in", **RAW), name="first", supervisor_strategy=CrashingSupervisor)(first)
    app.agent(middle, name="second", supervisor_strategy=CrashingSupervisor)(second)
    return app


def _seek_late(app: faust.App, seconds: float) -> None:
    seek = app.consumer.perform_seek

    async def late() -> None:
        await asyncio.sleep(seconds)
        await seek()

    vars(app.consumer)["perform_seek"] = late


async def _listen_late(app: faust.App, seconds: float) -> None:
    await asyncio.sleep(seconds)
    app.topics._resubscribe_sleep_lock_seconds = 0.1
    extra = app.topic("extra", **RAW).stream().noack()
    async for event in extra.events():
        await app.topic("late", **RAW).send(key=event.key, value=event.value)
        event.ack()


def main() -> None:
    """Create the topics, then work until told to stop."""
    logging.basicConfig(level=logging.WARNING)
    url = sys.argv[1]
    options = dict(option.split("=") for option in sys.argv[2:])
    log = connect(url)
    log.ensure(topics(options.get("id", "app")))
    log.close()
    app = create_app(url, options)
    worker = faust.Worker(app, quiet=True, loglevel="WARN", override_logging=False)
    worker.execute_from_commandline()


if __name__ == "__main__":
    main()
