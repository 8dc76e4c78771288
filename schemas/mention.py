"""Mention: one statement in one item that an event happened; Reading: all of them for a company.

A `Reading` is what the classify stage sends: everything one revision of one item says about one
group, so that resolving sees it at once, and an empty one takes back what an earlier revision said.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.words import Kind, Role, Stage

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Confidence = Annotated[float, Field(ge=0.0, le=1.0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where it stands: `text` is exactly `field[start:end]` of the item's cleaned text.

    Offsets count characters of the field after HTML is reduced to text (the identity for plain
    text).
    """

    field: Literal["title", "summary", "body"]
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One event as one item tells it.

    `amount` is in units of `currency` (both or neither), `former` what it was before ("cut from");
    `date` is the event's own date where the text gives one, else None (the item's date then bounds
    it); `joint` marks one sum shared by several respondents; `unnamed` a respondent that the text
    describes and does not name ("oil companies"), which can be in no company's tally; `party` is
    the authority or claimant as written, `authority` its registry name where known; `reason`
    explains the classification to a person.
    """

    id: str
    item: str
    kind: Kind
    company: str
    group: str
    amount: Decimal | None = None
    currency: Currency | None = None
    former: Decimal | None = None
    stage: Stage = Stage.UNKNOWN
    party: str | None = None
    authority: str | None = None
    jurisdiction: str | None = None
    date: dt.date | None = None
    role: Role = Role.PRIMARY
    evidence: Evidence
    rule: str
    reason: str = ""
    confidence: Confidence = 1.0
    joint: bool = False
    unnamed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that revision `revision` of `item` says about `group`; empty `mentions` take back.

    Keyed by the group's key, so one company's readings meet in one partition. The item's own
    `title`, `url`, `publisher` and `published` ride along for the evidence shown to people.
    """

    item: str
    revision: int
    group: str
    mentions: tuple[Mention, ...] = ()
    title: str = ""
    url: str | None = None
    publisher: str | None = None
    published: AwareDatetime | None = None
    version: int = 1
