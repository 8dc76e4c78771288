"""The tally of one group as the store keeps it, in values that stay small.

Keys, after the group's key: `tally` the totals, `counted|CASE` what a case adds, `days|YYYY-MM` a
month's totals by day, `sums|N` one of 64 slots of standing sums by case, from which the largest
case is found again when the present one falls away.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from zlib import crc32

import orjson
from pydantic import TypeAdapter

from agents.tally.contribution import Contribution
from schemas.codec import plain_decimal
from schemas.tally import LargestCase, Totals

SLOTS = 64
READ_KEPT = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Totals of a group, the months that hold dated cases, and each slot's largest case."""

    group: str
    sequence: int = 0
    kinds: Totals = field(default_factory=dict)
    by_year: dict[str, Totals] = field(default_factory=dict)
    by_jurisdiction: dict[str, Totals] = field(default_factory=dict)
    by_authority: dict[str, Totals] = field(default_factory=dict)
    by_company: dict[str, Totals] = field(default_factory=dict)
    months: tuple[str, ...] = ()
    largest: dict[int, LargestCase] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a case adds now (None: nothing), and the keys that its latest changes wrote."""

    now: Contribution | None = None
    keys: tuple[str, ...] = ()


Month = dict[dt.date, Totals]
Slot = dict[str, Decimal]


def slot_of(case: str) -> int:
    """The slot that holds a case's standing sum."""
    return crc32(case.encode()) % SLOTS


def pack(value: Any) -> bytes:
    """Any of the values above as bytes."""
    return orjson.dumps(value, default=_other, option=orjson.OPT_NON_STR_KEYS)


@lru_cache(maxsize=READ_KEPT)
def unpack(kind: Any, raw: bytes) -> Any:
    """The inverse of `pack`, for a value of type `kind`.

    The same bytes give the same object, since most values are read again unchanged: leave it as it
    is.
    """
    return _adapter(kind).validate_json(raw)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _other(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    raise TypeError(f"no encoding for {type(value).__name__}")
