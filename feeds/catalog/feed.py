"""Feed: one source as the catalog declares it; Catalog: all that were loaded, by id."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, HttpUrl, StringConstraints, TypeAdapter

CatalogConfig = ConfigDict(extra="forbid", str_strip_whitespace=True)

SLUG = r"^[a-z0-9][a-z0-9._-]{0,99}$"
Slug = Annotated[str, StringConstraints(pattern=SLUG)]
Country = Annotated[str, StringConstraints(pattern=r"^(|[A-Z]{2}(-[A-Z0-9]{1,3})?)$")]
Language = Annotated[str, StringConstraints(pattern=r"^(|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$")]

_HTTP_URL = TypeAdapter(HttpUrl)


class CatalogError(Exception):
    """A catalog cannot be used: the message names the file, the entry and what to change."""


class Format(StrEnum):
    """What the address answers with."""

    FEED = "feed"  # RSS, Atom, RDF or JSON Feed: told apart by content
    LISTING = "listing"  # an HTML page, read by the CSS selectors in `select`
    SITEMAP = "sitemap"  # a news sitemap
    JSON = "json"  # any JSON document, read by the dotted paths in `select`
    WORDPRESS = "wordpress"  # the posts API that WordPress sites offer


class FeedKind(StrEnum):
    """Who speaks."""

    FINANCIAL = "financial"
    COURT = "court"
    REGULATOR = "regulator"
    PROSECUTOR = "prosecutor"
    NEWS = "news"
    HEALTH = "health"
    COMPETITION = "competition"
    DATA_PROTECTION = "data-protection"
    CONSUMER = "consumer"
    TELECOM = "telecom"
    ENERGY = "energy"
    LABOUR = "labour"
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """Where the parts of an entry stand: CSS selectors (listing) or dotted paths (json).

    `items` finds the entries, the others are looked up inside each. `date_format` is a strptime
    format for dates that no parser guesses right.
    """

    __pydantic_config__ = CatalogConfig

    items: str
    title: str
    link: str = ""
    date: str = ""
    summary: str = ""
    guid: str = ""
    date_format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One source. `rate` is the expected number of entries a week, `confidence` (0 to 1) how sure
    the address is. `interval` (seconds) replaces the computed time between polls.

    `full_text` fetches each new entry's page; `removals` says that an entry missing from the feed
    was deleted by the publisher; `allow_private` lets it live on a private address.
    """

    __pydantic_config__ = CatalogConfig

    id: Slug
    title: str
    url: str
    authority: str = ""
    country: Country = ""
    kind: FeedKind = FeedKind.REGULATOR
    language: Language = ""
    rate: Annotated[float, Field(gt=0, le=100_000)] = 7.0
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0
    format: Format = Format.FEED
    carries: str = ""
    select: Select | None = None
    interval: Annotated[float, Field(gt=0)] | None = None
    full_text: bool = False
    removals: bool = False
    websub: bool = True
    allow_private: bool = False
    enabled: bool = True

    def __post_init__(self) -> None:
        try:
            _HTTP_URL.validate_python(self.url)
        except ValueError as error:
            raise ValueError(f"url {self.url!r}: give a whole http:// or https:// address") from (
                error
            )
        if self.format in {Format.LISTING, Format.JSON} and self.select is None:
            raise ValueError(f'format "{self.format}" needs [feed.select] with items and title')

    @property
    def publisher(self) -> str:
        """What its items name as their publisher."""
        return self.authority or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Feeds by id, in the order of their files."""

    feeds: Mapping[str, Feed] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Feed]:
        return iter(self.feeds.values())

    def __len__(self) -> int:
        return len(self.feeds)

    def __getitem__(self, feed_id: str) -> Feed:
        return self.feeds[feed_id]

    def get(self, feed_id: str) -> Feed | None:
        """The feed with that id, or None."""
        return self.feeds.get(feed_id)
