"""Feeds -> TOML: what `regwatch feeds add` and `import` append to a user's catalog."""

import json
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from feeds.catalog.feed import CatalogError, Feed
from feeds.catalog.load import load

_DEFAULTS = {field.name: field.default for field in fields(Feed)}


def to_toml(feeds: Iterable[Feed]) -> str:
    """`feeds` as `[[feed]]` tables; what equals the default is left out."""
    return "\n".join(_table(feed) for feed in feeds)


def append(path: Path, feeds: Iterable[Feed]) -> int:
    """Append the feeds that `path` does not list yet; gives their number. Raises `CatalogError`."""
    known = load([path]) if path.exists() else None
    urls = {feed.url for feed in known} if known else set()
    fresh = [feed for feed in feeds if feed.url not in urls]
    taken = [feed.id for feed in fresh if known and known.get(feed.id)]
    if taken:
        raise CatalogError(f"{path}: already lists another feed with the id {taken[0]!r}")
    if fresh:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(("\n" if known else "") + to_toml(fresh))
    return len(fresh)


def _table(feed: Feed) -> str:
    lines = ["[[feed]]"]
    for field in fields(Feed):
        value = getattr(feed, field.name)
        if field.name != "select" and value != _DEFAULTS[field.name]:
            lines.append(f"{field.name} = {_value(value)}")
    if feed.select:
        lines.append("[feed.select]")
        lines += [
            f"{field.name} = {_value(getattr(feed.select, field.name))}"
            for field in fields(feed.select)
            if getattr(feed.select, field.name)
        ]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return f"{value:g}"
    return json.dumps(str(value), ensure_ascii=False)
