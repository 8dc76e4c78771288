"""Items as people and other programs write them: JSON lines, with dates as loose as feeds have.

Fields: `id, title, summary, body?, published?, url?, publisher?, lang?`; anything else is ignored.
A date without a time is midnight UTC, a time without a zone is UTC, null means absent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime

import orjson
from dateutil import parser as dates

from schemas.codec import DecodeError, from_dict
from schemas.item import Item

_FIELDS = frozenset(field.name for field in fields(Item))
_DATES = ("published", "fetched")
_START = datetime(1970, 1, 1, tzinfo=UTC)  # fills what a date leaves out: midnight, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that is no item: its number (from 1), the raw bytes and what is wrong."""

    number: int
    raw: bytes
    error: str


def read_items(lines: Iterable[bytes]) -> Iterator[Item | BadLine]:
    """An item, or what is wrong, for every line that is not blank."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield parse_item(line)
        except DecodeError as error:
            yield BadLine(number=number, raw=line.rstrip(b"\n"), error=str(error))


def parse_item(line: bytes) -> Item:
    """The item in one JSON line. Raises `DecodeError`."""
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise DecodeError(f"not JSON: {error}") from error
    if not isinstance(data, dict):
        raise DecodeError(f"expected a JSON object, got {type(data).__name__}")
    known = {name: data[name] for name in data if name in _FIELDS and data[name] is not None}
    if known.get("id") == "":
        raise DecodeError("Item.id: may not be empty")
    if isinstance(known.get("id"), int):
        known["id"] = str(known["id"])
    for name in _DATES:
        if name in known:
            known[name] = _aware(name, known[name])
    return from_dict(Item, known)


def _aware(name: str, value: object) -> datetime:
    if not isinstance(value, str):
        raise DecodeError(f"Item.{name}: expected a date as text, got {value!r}")
    try:
        return dates.parse(value, default=_START)
    except (ValueError, OverflowError) as error:
        raise DecodeError(f"Item.{name}: {value!r} is not a date ({error})") from error
