"""Files -> Catalog: the shipped lists, and users' TOML, OPML or plain lists of addresses.

A TOML catalog is a list of `[[feed]]` tables; the file's own `allow_private`, `language`,
`country`, `interval` and `websub` are defaults for its feeds. Errors name the file and the entry.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from feeds.catalog.feed import Catalog, CatalogError, Feed
from feeds.catalog.opml import read_opml

SHIPPED = Path(__file__).parent
_DEFAULTS = ("allow_private", "language", "country", "interval", "websub", "kind")
_FEED = TypeAdapter(Feed)
_MANY = 50_000  # more feeds than one process should pull: a wrong file, most likely


def shipped() -> dict[str, Path]:
    """The lists that come with regwatch, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def load(paths: Iterable[str | Path] = ()) -> Catalog:
    """All feeds of `paths`: files (.toml, .opml, .xml, .txt), folders, addresses, or shipped names.

    Without any path, every shipped list. Raises `CatalogError`, also for an id given twice.
    """
    found: dict[str, tuple[Feed, str]] = {}
    for source in list(paths) or list(shipped().values()):
        for feed, where in _feeds(source):
            if feed.id in found:
                raise CatalogError(
                    f"{where}: the id is taken by {found[feed.id][1]}; give one of them another"
                )
            found[feed.id] = (feed, where)
    if len(found) > _MANY:
        raise CatalogError(f"{len(found)} feeds: one process pulls at most {_MANY}; split the list")
    return Catalog(feeds={feed_id: feed for feed_id, (feed, _) in found.items()})


def _feeds(source: str | Path) -> Iterator[tuple[Feed, str]]:
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        yield _feed({"url": source}, {}, source), source
        return
    path = Path(source)
    if not path.exists():
        known = shipped()
        if str(source) not in known:
            raise CatalogError(
                f"{source}: no such file, folder or shipped list ({', '.join(known)})"
            )
        path = known[str(source)]
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise CatalogError(f"{path}: the folder holds no .toml file")
    for file in files:
        yield from _file(file)


def _file(path: Path) -> Iterator[tuple[Feed, str]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CatalogError(f"{path}: cannot be read: {error.strerror}") from error
    tables, defaults = _tables(path, raw)
    for number, table in enumerate(tables, 1):
        where = f"{path}, feed {number} ({_name(table)})"
        yield _feed(table, defaults, where), where


def _tables(path: Path, raw: bytes) -> tuple[list[Mapping[str, Any]], Mapping[str, Any]]:
    if path.suffix in {".opml", ".xml"}:
        return list(read_opml(raw, str(path))), {}
    text = raw.decode("utf-8", "replace")
    if path.suffix == ".txt":
        lines = (line.split("#")[0].strip() for line in text.splitlines())
        return [{"url": line} for line in lines if line], {}
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"{path}: not TOML: {error}") from error
    tables = document.get("feed")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CatalogError(f"{path}: no [[feed]] tables; each needs at least a url")
    unknown = set(document) - {"feed", "title", "note", *_DEFAULTS}
    if unknown:
        raise CatalogError(f"{path}: unknown key {min(unknown)!r} above the feeds")
    return tables, {name: document[name] for name in _DEFAULTS if name in document}


def _feed(table: Mapping[str, Any], defaults: Mapping[str, Any], where: str) -> Feed:
    values = {**defaults, **table}
    values.setdefault("title", values.get("url", ""))
    if "id" not in values:
        values["id"] = feed_id(str(values.get("url", "")))
    try:
        return _FEED.validate_python(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise CatalogError(f"{where}: {field + ': ' if field else ''}{message}") from error


def _name(table: Mapping[str, Any]) -> str:
    return str(table.get("title") or table.get("id") or table.get("url") or "unnamed")[:80]


def slug(text: str) -> str:
    """`text` as an id: lower-case ASCII letters, digits and single dashes, at most 100."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100].strip("-")


def feed_id(url: str) -> str:
    """The id of a feed that was given none: from its address, whatever its scheme."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f"-{parts.port}" if parts.port not in {None, 80, 443} else ""
    return slug(f"{host}{port} {parts.path} {parts.query}") or "feed"
