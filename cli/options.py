"""Options that several commands share, and the error they all end with."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer

from broker import Log, connect

DEFAULT_LOG = "sqlite:///var/regwatch.db"


class UserError(Exception):
    """Something the user can mend: the message says what and how. Exit code 1."""


class Format(StrEnum):
    """How a command prints its result."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


LogUrl = Annotated[
    str,
    typer.Option(
        "--log",
        envvar="REGWATCH_LOG",
        help="The log: sqlite:///PATH or kafka://HOST:PORT.",
        show_default=True,
    ),
]
Companies = Annotated[
    list[Path] | None,
    typer.Option(
        "--companies",
        help="A TOML file of companies of your own (repeatable).",
        exists=True,
        dir_okay=False,
    ),
]
OutputFormat = Annotated[Format, typer.Option("--format", help="table, json or csv.")]


@contextmanager
def opened(url: str) -> Iterator[Log]:
    """The log at `url`, closed afterwards."""
    log = connect(url)
    try:
        yield log
    finally:
        log.close()


@contextmanager
def lines_of(file: str) -> Iterator[IO[bytes]]:
    """The binary lines of a file, or of standard input for "-"."""
    if file == "-":
        yield sys.stdin.buffer
        return
    path = Path(file)
    if not path.is_file():
        raise UserError(
            f"no such file: {file} (give a file of JSON lines, or - for standard input)"
        )
    with path.open("rb") as stream:
        yield stream
