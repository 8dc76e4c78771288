"""A case's profile as bytes: what comparing with it takes, without reading its whole file.

In and out: `Profile` and a value of a few hundred bytes. Candidates are many and most are turned
down, so this is read far more often than the file and is decoded by hand.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any

import orjson

from agents.resolve.parties import Party
from agents.resolve.profile import Profile, Sum
from schemas.codec import plain_decimal
from schemas.words import Kind

READ_KEPT = 8192


def pack(profile: Profile) -> bytes:
    """The profile as bytes."""
    return orjson.dumps(profile, default=_other)


@lru_cache(maxsize=READ_KEPT)
def unpack(raw: bytes) -> Profile:
    """The inverse of `pack`. Most profiles are read many times before they change."""
    data: dict[str, Any] = orjson.loads(raw)
    who = data["who"]
    return Profile(
        suit=data["suit"],
        kinds=frozenset(map(Kind, data["kinds"])),
        sums=frozenset(map(_sum, data["sums"])),
        who=Party(**{name: frozenset(words) for name, words in who.items()}),
        where=frozenset(data["where"]),
        seen=frozenset(data["seen"]),
        words=frozenset(data["words"]),
        topics=frozenset(data["topics"]),
        names=frozenset(data["names"]),
        since=data["since"],
        until=data["until"],
        pending_until=data["pending_until"],
        firm_since=data["firm_since"],
        follows_since=data["follows_since"],
        dated=tuple(data["dated"]) if data["dated"] else None,
        recalled=data["recalled"],
        reduces=data["reduces"],
        items=frozenset(data["items"]),
    )


def _sum(data: dict[str, Any]) -> Sum:
    former = data.get("former", False)  # not in bytes of old
    told = Decimal(data["amount"]), data["currency"], data["usd"], data["firm"], data["joint"]
    return Sum(*told, former=former)


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return sorted(value, key=str)
