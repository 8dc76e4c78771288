"""Options that several commands share, and the error they all end with."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer

from broker import Log, connect
from broker.embedded.address import path_of

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
def opened(url: str, *, create: bool = False) -> Iterator[Log]:
    """The log at `url`, closed afterwards.

    Raises `UserError` where there is none, and makes none unless `create`: a slip in an address
    should not leave an empty log behind.
    """
    file = file_of(url)
    if not create and file is not None and not file.exists():
        raise UserError(
            f"no log at {url}: start `regwatch run` first, or name another log with --log"
        )
    log = connect(url)
    try:
        yield log
    finally:
        log.close()


def file_of(url: str) -> Path | None:
    """The file of an embedded log, None for another. Raises `BrokerError` for a bad address."""
    return path_of(url) if url.startswith("sqlite:") else None


def check_address(host: str, port: int, option: str = "--port") -> None:
    """Raises `UserError` where nothing can be served on `host` and `port`."""
    from dashboard.server import bind

    try:
        bind(host, port).close()
    except OSError as error:
        raise UserError(
            f"{host}:{port} cannot be served on ({error.strerror}): "
            f"stop what uses it, or give another {option}"
        ) from error


@contextmanager
def lines_of(file: str) -> Iterator[IO[bytes]]:
    """The binary lines of a file, or of standard input for "-"."""
    if file == "-":
        yield sys.stdin.buffer
        return
    path = Path(file)
    if not path.exists() or path.is_dir():
        what = "is a folder" if path.is_dir() else "no such file"
        raise UserError(f"{what}: {file} (give a file of JSON lines, or - for standard input)")
    with path.open("rb") as stream:
        yield stream
