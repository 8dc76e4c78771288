"""Which run a command works on: the one named, or the one that is live."""

from dataclasses import replace
from typing import Annotated

import typer

from broker import Log, connect
from cli.options import UserError
from feeds.runs import live_run, partitions_of
from schemas.topics import DEFAULT_PARTITIONS, Topics

RunName = Annotated[
    str | None, typer.Option("--run", help="A shadow run's name; without it, the live run.")
]


def named(run: str) -> Topics:
    """The topics of the run called `run`. Raises `UserError` for a name no topic could carry."""
    try:
        return Topics(run=run)
    except ValueError as error:
        raise UserError(str(error)) from error


def topics_of(log: Log, run: str | None) -> Topics:
    """The topics of `run`, or of the run that is live on this log.

    Raises `UserError` where there are none yet: nothing has run on this log.
    """
    topics = named(run or live_run(log))
    if run and topics.tallies.name not in log.topics():
        raise UserError(
            f"no run {run!r} on {log.url}: `regwatch topics list` shows what there is, "
            f"`regwatch replay --into {run}` makes one"
        )
    if topics.tallies.name not in log.topics():
        raise UserError(
            f"run {topics.run!r} has no topics on {log.url}: start `regwatch run` first, "
            "or name another log with --log"
        )
    return topics


def topics_at(url: str, run: str | None, partitions: int | None = None) -> Topics:
    """The topics of `run`, or of the live run of the log at `url`, whether they exist or not.

    `partitions` None takes as many as the log has, or the default for topics yet to be made.
    """
    log = connect(url)
    try:
        topics = named(run or live_run(log))
        chosen = partitions or partitions_of(log, topics) or DEFAULT_PARTITIONS
        return replace(topics, partitions=chosen)
    finally:
        log.close()
