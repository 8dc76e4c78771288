"""The present state from a compacted topic: the last record of every key."""

from collections.abc import Iterator
from typing import TypeVar

import typer

from broker import Log
from schemas.codec import DecodeError, Versioned, decode

R = TypeVar("R", bound=Versioned)


def latest(log: Log, topic: str, kind: type[R]) -> dict[str, R]:
    """The last record of every key of `topic`; deleted keys are left out.

    A record that this program cannot read is told on standard error and left out.
    """
    raw: dict[str, bytes] = {}
    for batch in log.read([topic]):
        for record in batch:
            key = (record.key or b"").decode()
            if record.value:
                raw[key] = record.value
            else:
                raw.pop(key, None)
    return dict(_decoded(raw, topic, kind))


def _decoded(raw: dict[str, bytes], topic: str, kind: type[R]) -> Iterator[tuple[str, R]]:
    for key, value in raw.items():
        try:
            yield key, decode(kind, value)
        except DecodeError as error:
            typer.echo(f"regwatch: {topic} key {key}: {error}", err=True)
