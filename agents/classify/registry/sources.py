"""Read registry files: paths of TOML files in, checked records out.

A fault names the file and the entry, and says what was expected: users write such files too.
"""

import dataclasses
import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


class RegistryError(Exception):
    """A registry file cannot be used; the message names the file and the entry."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A subsidiary, brand or product and when it belonged to the group."""

    name: str
    aliases: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    country: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group of companies as its table states it."""

    name: str
    country: str
    aliases: tuple[str, ...] = ()
    tickers: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    ambiguous: frozenset[str] = frozenset()
    until: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One authority or court."""

    name: str
    jurisdiction: str
    aliases: tuple[str, ...] = ()
    ambiguous: frozenset[str] = frozenset()


_GROUP_KEYS = {"name", "country", "aliases", "tickers", "members", "ambiguous", "to"}
_MEMBER_KEYS = {"name", "aliases", "from", "to", "country"}
_BODY_KEYS = {"name", "jurisdiction", "country", "aliases", "ambiguous", "kind", "language", "url"}


class _Table:
    """One table of a file with the checks that turn a slip into a sentence."""

    def __init__(self, where: str, table: object, allowed: set[str]) -> None:
        if not isinstance(table, dict):
            raise RegistryError(f"{where}: expected a table, found {table!r}")
        self.where = f"{where} {table.get('name', '(no name)')!r}"
        self.table: Mapping[str, Any] = table
        if unknown := set(table) - allowed:
            known = ", ".join(sorted(allowed))
            raise RegistryError(
                f"{self.where}: unknown key {min(unknown)!r}; known keys are {known}"
            )

    def text(self, key: str) -> str:
        value = self.table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise RegistryError(f"{self.where}: {key!r} must be a text, found {value!r}")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(x, str) and x.strip() for x in value):
            raise RegistryError(f"{self.where}: {key!r} must be a list of texts, found {value!r}")
        return tuple(x.strip() for x in value)

    def day(self, key: str) -> dt.date | None:
        value = self.table.get(key)
        if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        raise RegistryError(f"{self.where}: {key!r} must be a date like 2012-09-06, not {value!r}")

    def country(self, key: str = "country") -> str:
        value = self.text(key)
        if len(value) != 2 or not value.isascii() or not value.isupper():
            raise RegistryError(
                f"{self.where}: {key!r} must be two capital letters (ISO 3166-1), not {value!r}"
            )
        return value


def read_groups(path: Path) -> list[Group]:
    """Groups of one companies file, in file order. Raises :class:`RegistryError`."""
    return [_group(where, table) for where, table in _tables(path, "group")]


def read_bodies(path: Path) -> list[Body]:
    """Authorities of one authorities file, in file order. Raises :class:`RegistryError`."""
    return [_body(where, table) for where, table in _tables(path, "authority")]


def _tables(path: Path, kind: str) -> Iterator[tuple[str, object]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RegistryError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegistryError(f"{path}: not valid TOML: {error}") from error
    if unknown := set(content) - {"group", "authority"}:
        raise RegistryError(
            f"{path}: unknown table {min(unknown)!r}; use [[group]] or [[authority]]"
        )
    tables = content.get(kind, [])
    if not isinstance(tables, list):
        raise RegistryError(f"{path}: write [[{kind}]] with two brackets")
    for number, table in enumerate(tables, start=1):
        yield f"{path}: {kind} {number}", table


def _group(where: str, raw: object) -> Group:
    table = _Table(where, raw, _GROUP_KEYS)
    members = table.table.get("members", [])
    if not isinstance(members, list):
        raise RegistryError(f"{table.where}: 'members' must be a list, found {members!r}")
    return Group(
        name=table.text("name"),
        country=table.country(),
        aliases=table.texts("aliases"),
        tickers=table.texts("tickers"),
        members=tuple(_member(table.where, member) for member in members),
        ambiguous=frozenset(table.texts("ambiguous")),
        until=table.day("to"),
    )


def _member(where: str, raw: object) -> Member:
    if isinstance(raw, str):
        raw = {"name": raw}
    table = _Table(f"{where} member", raw, _MEMBER_KEYS)
    since, until = table.day("from"), table.day("to")
    if since and until and since > until:
        raise RegistryError(f"{table.where}: 'from' {since} is after 'to' {until}")
    return Member(
        name=table.text("name"),
        aliases=table.texts("aliases"),
        since=since,
        until=until,
        country=table.country() if "country" in table.table else None,
    )


def _body(where: str, raw: object) -> Body:
    table = _Table(where, raw, _BODY_KEYS)
    return Body(
        name=table.text("name"),
        jurisdiction=table.text("jurisdiction" if "jurisdiction" in table.table else "country"),
        aliases=table.texts("aliases"),
        ambiguous=frozenset(table.texts("ambiguous")),
    )
