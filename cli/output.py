"""Results on standard output: JSON, CSV or a table."""

import csv
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.measure import Measurement
from rich.table import Column, Table

from cli.options import Format

_PIPE_WIDTH = 1000  # wider than any row: `| grep CASE` finds whole lines


def json_line(value: object) -> None:
    """One JSON line in UTF-8, at once visible to a reader at the other end of a pipe."""
    try:
        sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The reader went away (`| head`): nothing is wrong, and nothing to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def rows(
    columns: Sequence[str], values: Iterable[Mapping[str, Any]], form: Format, *, title: str = ""
) -> None:
    """Print rows as a table, as CSV, or as a JSON array."""
    if form is Format.JSON:
        json_line(list(values))
    elif form is Format.CSV:
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows([_text(row.get(name)) for name in columns] for row in values)
    else:
        # What does not fit goes on below: a cut id or sum would be of no use.
        values = list(values)
        headers = [Column(name, overflow="fold") for name in columns]
        table = Table(*headers, title=title or None, box=box.SIMPLE_HEAD, title_justify="left")
        for row in values:
            table.add_row(*(escape(_text(row.get(name))) for name in columns))
        console = screen()
        unbounded = console.options.update(max_width=_PIPE_WIDTH)
        if values and Measurement.get(console, unbounded, table).minimum > console.width:
            _blocks(console, columns, values)
        else:
            console.print(table)


def _blocks(console: Console, columns: Sequence[str], values: Iterable[Mapping[str, Any]]) -> None:
    """A line a value, for a terminal so narrow that a table would break words."""
    for row in values:
        for name in columns:
            if text := _text(row.get(name)):
                console.print(f"{name}: {text}", markup=False, highlight=False, soft_wrap=True)
        console.print()


def screen() -> Console:
    """Standard output for tables: as wide as the terminal or COLUMNS says, in a pipe as needed."""
    fixed = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()
    return Console() if fixed else Console(width=_PIPE_WIDTH)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " ".join(str(one) for one in value)
    return str(value)
