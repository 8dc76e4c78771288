"""Dead letter: what a stage could not take, with the raw bytes and where it came from."""

from dataclasses import dataclass

from pydantic import AwareDatetime, Base64Bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """Keyed by `id`, which is derived from the origin: the same failure is one letter.

    `raw` is Base64 in JSON. `retry_topic` names where `regwatch dead-letters retry` puts it back,
    None where a retry makes no sense (a feed's broken body).
    """

    id: str
    stage: str
    error: str
    detail: str = ""
    topic: str | None = None
    partition: int | None = None
    offset: int | None = None
    key: str | None = None
    raw: Base64Bytes = b""
    retry_topic: str | None = None
    at: AwareDatetime
    version: int = 1
