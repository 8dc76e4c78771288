"""Casefile: a case as resolving keeps it: the public record, and the accounts it rests on.

In and out: the bytes under one key of the store, bounded by the number of accounts kept.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

import orjson
from pydantic import TypeAdapter

from agents.resolve.account import Account
from schemas.case import Case
from schemas.codec import plain_decimal

READ_KEPT = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Casefile:
    """`facets` are the index pages that name the case; `veto` is the decision that voided it.

    `vetoer` is the decision that `veto` comes from (a confirmation ends a veto), `confirmer` the
    one that confirmed the case.
    """

    case: Case
    accounts: tuple[Account, ...] = ()
    facets: tuple[str, ...] = ()
    veto: str | None = None
    vetoer: str | None = None
    confirmer: str | None = None


def case_id(*founding: str) -> str:
    """An id from what founded the case: its group and first mention, or a decision."""
    digest = blake2b("\x1f".join(founding).encode(), digest_size=8).hexdigest()
    return f"case-{digest}"


def pack(file: Casefile) -> bytes:
    """The file as bytes."""
    return orjson.dumps(file, default=_other)


@lru_cache(maxsize=READ_KEPT)
def unpack(raw: bytes) -> Casefile:
    """The inverse of `pack`. Most files are read many times before they change."""
    return _adapter().validate_json(raw)


@cache
def _adapter() -> TypeAdapter[Casefile]:
    return TypeAdapter(Casefile)


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"no encoding for {type(value).__name__}")
