"""Which feeds there are: shipped lists (the .toml files here) and users' own."""

from feeds.catalog.feed import Catalog, CatalogError, Feed, FeedKind, Format, Select
from feeds.catalog.load import feed_id, load, shipped, slug
from feeds.catalog.opml import read_opml, write_opml
from feeds.catalog.write import append, to_toml

__all__ = [
    "Catalog",
    "CatalogError",
    "Feed",
    "FeedKind",
    "Format",
    "Select",
    "append",
    "feed_id",
    "load",
    "read_opml",
    "shipped",
    "slug",
    "to_toml",
    "write_opml",
]
