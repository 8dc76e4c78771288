"""The present records of a compacted topic."""

from collections.abc import Iterator
from typing import TypeVar

import typer

from broker import Log
from broker.compacted import last_values
from schemas.codec import DecodeError, Versioned, decode

R = TypeVar("R", bound=Versioned)


def latest(log: Log, topic: str, kind: type[R]) -> dict[str, R]:
    """The last record of every key of `topic`; deleted keys are left out.

    A record that this program cannot read is told on standard error and left out.
    """
    return dict(_decoded(last_values(log, topic), topic, kind))


def _decoded(raw: dict[str, bytes], topic: str, kind: type[R]) -> Iterator[tuple[str, R]]:
    for key, value in raw.items():
        try:
            yield key, decode(kind, value)
        except DecodeError as error:
            typer.echo(f"regwatch: {topic} key {key}: {error}", err=True)
