"""The answers' shapes, for the OpenAPI document and for those who generate clients from it.

Sums are decimal strings ("92000000", "0.5"): JSON numbers would lose cents.
"""

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.alert import Alert
from schemas.case import Change, Link, Rate, Source, Status
from schemas.mention import Mention
from schemas.words import Bucket, Kind, Stage

_TOTAL: dict[str, Any] = {"count": 2, "usd": "5879120", "eur": "5200000"}
_NONE: dict[str, Any] = {"count": 0, "usd": "0", "eur": "0"}
_BUCKETS: dict[str, Any] = {"standing": _TOTAL, "pending": _NONE, "closed": _NONE}
_COMPANY: dict[str, Any] = {
    "group": "ByteDance",
    "key": "bytedance",
    **_BUCKETS,
    "kinds": {"fine": _BUCKETS},
    "cases": 2,
    "first": "2019-02-27",
    "last": "2020-07-15",
    "largest": {"case": "c-4f1b", "usd": "5700000"},
    "years": {"2019": "5700000", "2020": "179120"},
}
_CASE: dict[str, Any] = {
    "id": "c-4f1b",
    "kind": "fine",
    "group": "ByteDance",
    "company": "Musical.ly",
    "status": "open",
    "amount": "5700000",
    "currency": "USD",
    "usd": "5700000",
    "eur": "5011869",
    "stage": "agreed",
    "bucket": "standing",
    "party": "FTC",
    "authority": "Federal Trade Commission",
    "jurisdiction": "US",
    "date": "2019-02-27",
    "confidence": 0.97,
    "mention_count": 4,
    "item_count": 3,
    "title": "Video app to pay $5.7 million over children's data",
    "quote": "The operator of the app agreed to pay $5.7 million.",
}
CSV_EXAMPLE = "group,cases,first,last,fine_standing_count,...\r\nByteDance,2,2019-02-27,...\r\n"
STREAM_EXAMPLE = (
    "retry: 1000\n"
    "id: live@fine:12,0,3,7;lawsuit:1,4,0,2;settlement:0,0,5,1\nevent: hello\ndata: {}\n\n"
    "id: live@fine:13,0,3,7;lawsuit:1,4,0,2;settlement:0,0,5,1\nevent: alert\n"
    'data: {"id":"a-91",...}\n\n'
    'event: change\ndata: {"groups":["bytedance"],"cases":["c-4f1b"],"many":false}\n\n'
)


def shown(example: Any) -> ConfigDict:
    """The settings of a shape with that example."""
    return ConfigDict(extra="allow", json_schema_extra={"example": example})


class Shape(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="allow")


class Total(Shape):
    """How many cases, and the sums of those with an amount and an exchange rate."""

    count: int
    usd: str
    eur: str


class Buckets(Shape):
    """Three sums that are never added together."""

    standing: Total
    pending: Total
    closed: Total


class Totals(Buckets):
    """The buckets over all kinds, and each kind by itself."""

    kinds: dict[Kind, Buckets]


class Largest(Shape):
    """The open standing case with the largest sum."""

    case: str
    usd: str


class Company(Totals):
    """A line of the ranking. `years` holds the standing sum in US dollars by year."""

    model_config = shown(_COMPANY)

    group: str
    key: str
    cases: int
    first: dt.date | None
    last: dt.date | None
    largest: Largest | None
    years: dict[str, str]


class CompanyPage(Shape):
    """A page of the ranking. `next` is the cursor of the following page, null on the last."""

    model_config = shown({"companies": [_COMPANY], "next": None})

    companies: list[Company]
    next: str | None


class CompanyDetail(Company):
    """A company with its breakdowns; `windows` are the last 30, 90 and 365 days."""

    model_config = shown(
        {
            **_COMPANY,
            "by_year": {"2019": {**_BUCKETS, "kinds": {"fine": _BUCKETS}}},
            "by_jurisdiction": {"US": {**_BUCKETS, "kinds": {"fine": _BUCKETS}}},
            "by_authority": {},
            "by_company": {},
            "windows": {"30": {**_BUCKETS, "kinds": {}}},
            "open_cases": 2,
        }
    )

    by_year: dict[str, Totals]
    by_jurisdiction: dict[str, Totals]
    by_authority: dict[str, Totals]
    by_company: dict[str, Totals]
    windows: dict[Literal["30", "90", "365"], Totals]
    open_cases: int


class Summary(Totals):
    """Totals over all companies. `facets` lists what one may filter by."""

    model_config = shown(
        {
            **_BUCKETS,
            "kinds": {"fine": _BUCKETS},
            "by_year": {},
            "companies": 1,
            "cases": 2,
            "ambiguous": 0,
            "facets": {"authority": ["Federal Trade Commission"], "jurisdiction": ["US"]},
            "run": "live",
        }
    )

    companies: int
    cases: int
    ambiguous: int
    facets: dict[str, list[str]]
    by_year: dict[str, Totals]
    run: str


class Case(Shape):
    """A case in a list. `quote` is the first sentence quoted for it."""

    model_config = shown(_CASE)

    id: str
    kind: Kind
    group: str
    company: str
    status: Status
    amount: str | None = None
    currency: str | None = None
    usd: str | None = None
    eur: str | None = None
    rate: Rate | None = None
    rate_note: str = ""
    stage: Stage
    bucket: Bucket
    party: str | None = None
    authority: str | None = None
    jurisdiction: str | None = None
    date: dt.date | None = None
    confidence: float
    ambiguous: bool = False
    links: list[Link] = Field(default_factory=list)
    mention_count: int = 0
    item_count: int = 0
    title: str | None = None
    quote: str | None = None


class CasePage(Shape):
    """A page of cases; `count` is how many there are on all pages."""

    model_config = shown({"cases": [_CASE], "next": None, "count": 1})

    cases: list[Case]
    next: str | None
    count: int


class PlacedMention(Shape):
    """One statement in one item, with the item it stands in."""

    case: str
    group: str
    mention: Mention
    title: str = ""
    url: str | None = None
    publisher: str | None = None
    published: dt.datetime | None = None


class CaseDetail(Case):
    """A case with all evidence. `related` holds the linked, merged and candidate cases by id."""

    model_config = shown(
        {
            **_CASE,
            "sources": [],
            "history": [{"what": "opened", "cause": "i-77", "at": "2019-02-27", "fields": {}}],
            "mentions": [],
            "related": {},
            "alerts": [],
        }
    )

    sources: list[Source] = Field(default_factory=list)
    history: list[Change] = Field(default_factory=list)
    candidates: list[str] = Field(default_factory=list)
    merged_into: str | None = None
    mentions: list[PlacedMention]
    related: dict[str, Case]
    alerts: list[Alert]


ALERT_EXAMPLE: dict[str, Any] = {
    "id": "a-91",
    "type": "opened",
    "case": "c-4f1b",
    "sequence": 1,
    "kind": "fine",
    "severity": "medium",
    "group": "ByteDance",
    "company": "Musical.ly",
    "amount": "5700000",
    "currency": "USD",
    "usd": "5700000",
    "stage": "agreed",
    "bucket": "standing",
    "at": "2019-02-27T18:00:00Z",
}


class AlertPage(Shape):
    """A page of alerts."""

    model_config = shown({"alerts": [ALERT_EXAMPLE], "next": None})

    alerts: list[Alert]
    next: str | None


class SearchResult(Shape):
    """What was found; companies by size, cases by fit."""

    model_config = shown({"companies": [_COMPANY], "cases": [_CASE]})

    companies: list[Company]
    cases: list[Case]
