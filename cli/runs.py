"""Which run a command looks at: the one named, or the one that is live."""

from typing import Annotated

import typer

from broker import Log
from cli.options import UserError
from schemas.topics import LIVE, Topics

RunName = Annotated[
    str | None, typer.Option("--run", help="A shadow run's name; without it, the live run.")
]


def named(run: str) -> Topics:
    """The topics of the run called `run`. Raises `UserError` for a name no topic could carry."""
    try:
        return Topics(run=run)
    except ValueError as error:
        raise UserError(str(error)) from error


def topics_of(_log: Log, run: str | None) -> Topics:
    """The topics of `run`, or of the live run of this log."""
    return named(run or LIVE)
