"""A record that a stage cannot take -> the dead letter that says so."""

import datetime as dt
from dataclasses import dataclass
from hashlib import blake2b

from schemas.dead_letter import DeadLetter

RAW_LIMIT = 512 * 1024  # bytes kept of a record, well inside Kafka's message limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a record stood."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    timestamp: float  # seconds since the epoch


def letter(stage: str, origin: Origin, raw: bytes, error: Exception) -> DeadLetter:
    """The letter for `raw`, which made `stage` fail with `error`; the same failure, the same id."""
    place = f"{stage}|{origin.topic}|{origin.partition}|{origin.offset}"
    return DeadLetter(
        id=blake2b(place.encode(), digest_size=12).hexdigest(),
        stage=stage,
        error=type(error).__name__,
        detail=str(error)[:2000],
        topic=origin.topic,
        partition=origin.partition,
        offset=origin.offset,
        key=origin.key.decode("utf-8", "replace") if origin.key else None,
        raw=raw[:RAW_LIMIT],
        retry_topic=origin.topic if len(raw) <= RAW_LIMIT else None,
        at=dt.datetime.fromtimestamp(origin.timestamp, tz=dt.UTC),
    )
