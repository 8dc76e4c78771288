"""Cursors: where a page ended, so that the next one starts after it however the rows moved.

A cursor is opaque to clients: Base64 of the sort's name and the last row's sort value and key.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import orjson

LARGEST = 2**63 - 1  # of SQLite's integers
NOT_OURS = "this cursor is not one of ours: start again without it"


class CursorError(ValueError):
    """The cursor is not one of ours, or was made for another sort order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which rows are asked for. `sort` may start with "-" for descending."""

    sort: str
    limit: int = 50
    cursor: str | None = None

    @property
    def column(self) -> str:
        """The sort's name without its direction."""
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether large values come first."""
        return self.sort.startswith("-")

    def order(self, expression: str, key: str) -> str:
        """The ORDER BY clause; the key breaks ties, so that the order is total."""
        direction = "DESC" if self.descending else "ASC"
        return f"ORDER BY {expression} {direction}, {key} {direction} LIMIT {self.limit + 1}"

    def after(self, expression: str, key: str) -> tuple[str, list[Any]]:
        """The condition for rows behind the cursor. Raises `CursorError`."""
        if self.cursor is None:
            return "", []
        sign = "<" if self.descending else ">"
        return f"({expression}, {key}) {sign} (?, ?)", read_cursor(self.cursor, self.sort)

    def next_cursor(self, value: Any, key: Any) -> str:
        """The cursor of the page after the one that ends with this row."""
        raw = orjson.dumps([self.sort, value, key])
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def read_cursor(text: str, sort: str) -> list[Any]:
    """The sort value and key in a cursor. Raises `CursorError`."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        made_for, value, key = orjson.loads(raw)
    except (binascii.Error, ValueError, TypeError) as error:
        raise CursorError(NOT_OURS) from error
    if not _storable(value) or not _storable(key):
        raise CursorError(NOT_OURS)
    if made_for != sort:
        raise CursorError(f"this cursor was made for another order than {sort!r}")
    return [value, key]


def _storable(value: object) -> bool:
    """Whether a column could hold it."""
    if isinstance(value, int):
        return abs(value) <= LARGEST
    return isinstance(value, str | float)
