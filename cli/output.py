"""Results on standard output: JSON, CSV or a table."""

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from rich import box
from rich.console import Console
from rich.table import Table

from cli.options import Format


def json_line(value: object) -> None:
    """One JSON line in UTF-8, at once visible to a reader at the other end of a pipe."""
    sys.stdout.buffer.write(orjson.dumps(value) + b"\n")
    sys.stdout.buffer.flush()


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
        table = Table(*columns, title=title or None, box=box.SIMPLE_HEAD, title_justify="left")
        for row in values:
            table.add_row(*(_text(row.get(name)) for name in columns))
        Console().print(table)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return " ".join(str(one) for one in value)
    return str(value)
