"""Case: one real-world event, however often it is reported; Placement: which mention is in it."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pydantic import AwareDatetime

from schemas.mention import Confidence, Currency, Evidence, Mention
from schemas.words import Bucket, Kind, Stage


class Status(StrEnum):
    """Whether a case counts. Only open cases are in a tally."""

    OPEN = "open"
    MERGED = "merged"  # a tombstone: `merged_into` names the winner
    WITHDRAWN = "withdrawn"  # no mention is left, or an operator vetoed it


class Relation(StrEnum):
    """How one case follows from another."""

    SETTLES = "settles"  # settlement -> the lawsuit it ended
    SETTLED_BY = "settled_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A tie from this case to another of the same group."""

    relation: Relation
    case: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """The ECB reference rates used: units of USD and EUR that one unit of the currency buys."""

    date: dt.date
    usd: Decimal
    eur: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of a case's history: what happened, what it changed, and because of what.

    `what` is opened, updated, merged, split, withdrawn, reopened, confirmed, vetoed, linked
    or undone; `cause` is the item id (or `decision:ID`) behind it; `fields` maps a name to
    (from, to).
    """

    what: str
    cause: str
    at: dt.date | None = None
    fields: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One item behind a case, short enough to keep inside it."""

    item: str
    mention: str
    title: str = ""
    url: str | None = None
    publisher: str | None = None
    published: AwareDatetime | None = None
    evidence: Evidence | None = None
    confidence: Confidence = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One real-world event with its resolved values.

    `sources` and `history` are bounded (the first, the best and the latest); `mention_count` and
    `item_count` are exact; every mention stands on the placements topic under this `id`.
    `usd` and `eur` are None when there is no amount or no `rate`; `rate_note` then says why.
    """

    id: str
    kind: Kind
    group: str
    company: str
    status: Status = Status.OPEN
    merged_into: str | None = None
    amount: Decimal | None = None
    currency: Currency | None = None
    usd: Decimal | None = None
    eur: Decimal | None = None
    rate: Rate | None = None
    rate_note: str = ""
    stage: Stage = Stage.UNKNOWN
    party: str | None = None
    authority: str | None = None
    jurisdiction: str | None = None
    date: dt.date | None = None
    first_reported: AwareDatetime | None = None
    last_reported: AwareDatetime | None = None
    confidence: Confidence = 1.0
    ambiguous: bool = False
    candidates: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    sources: tuple[Source, ...] = ()
    history: tuple[Change, ...] = ()
    mention_count: int = 0
    item_count: int = 0
    sequence: int = 1
    confirmed: bool = False
    version: int = 1

    @property
    def bucket(self) -> Bucket:
        """The sum this case counts in."""
        return self.stage.bucket


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A mention and the case it is in. Keyed by the mention's id; a tombstone takes it out."""

    case: str
    group: str
    mention: Mention
    title: str = ""
    url: str | None = None
    publisher: str | None = None
    published: AwareDatetime | None = None
    version: int = 1
