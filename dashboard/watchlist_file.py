"""The watchlist file (TOML): watchlists, and the channels that notifications go out by.

    [channels.team]
    apprise = "env:TEAM_SLACK"             # any apprise address; env:NAME keeps it out of the file

    [channels.siem]
    webhook = "https://siem.example/hooks/regwatch"
    secret = "env:SIEM_SECRET"             # signs every request

    [watchlists.big-tech]
    groups = ["Google", "Meta"]
    kinds = ["fine"]
    min_usd = "1000000"
    channels = ["team", "siem"]
    digest = "daily"                       # now, hourly, daily
    quiet = "22:00-07:00"
    timezone = "Europe/Berlin"

A mistake anywhere is an error with the place it is in, never a rule that silently does not hold.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dashboard.settings import SettingsError
from schemas.codec import DecodeError, from_dict
from schemas.watchlist import Watchlist


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way out: an apprise address, or a webhook with the secret that signs it.

    Values may be `env:NAME`; they are looked up when something is sent.
    """

    name: str
    apprise: str | None = None
    webhook: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchlistFile:
    """What the file holds."""

    watchlists: Mapping[str, Watchlist] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)


def read_file(path: Path) -> WatchlistFile:
    """The file's content. Raises `SettingsError` that names the entry at fault."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"watchlist file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"watchlist file {path}: {error}") from error
    return parse(data, where=str(path))


def parse(data: Mapping[str, Any], *, where: str) -> WatchlistFile:
    """The content of parsed TOML. Raises `SettingsError`."""
    strange = set(data) - {"channels", "watchlists"}
    if strange:
        raise SettingsError(f"{where}: unknown section {min(strange)!r}")
    channels = {
        name: _channel(name, table, where) for name, table in data.get("channels", {}).items()
    }
    watchlists = {
        name: _watchlist(name, table, channels, where)
        for name, table in data.get("watchlists", {}).items()
    }
    return WatchlistFile(watchlists=watchlists, channels=channels)


def _channel(name: str, table: Mapping[str, Any], where: str) -> Channel:
    place = f"{where}: channels.{name}"
    _known(table, {"apprise", "webhook", "secret"}, place)
    if not all(isinstance(value, str) and value for value in table.values()):
        raise SettingsError(f"{place}: every value is a text that is not empty")
    if ("apprise" in table) == ("webhook" in table):
        raise SettingsError(f"{place}: give one of apprise and webhook")
    if "webhook" in table and "secret" not in table:
        raise SettingsError(f"{place}: a webhook needs a secret to sign with")
    address = table.get("webhook", "env:")
    if not address.startswith("env:") and urlsplit(address).scheme not in ("http", "https"):
        raise SettingsError(f"{place}: webhook must be an http(s) address")
    return Channel(name=name, **table)


def _watchlist(
    name: str, table: Mapping[str, Any], channels: Mapping[str, Channel], where: str
) -> Watchlist:
    place = f"{where}: watchlists.{name}"
    _known(table, {one.name for one in fields(Watchlist)} - {"name", "version"}, place)
    try:
        watchlist = from_dict(Watchlist, {"name": name, **table})
        ZoneInfo(watchlist.timezone)
    except DecodeError as error:
        raise SettingsError(f"{place}: {error}") from error
    except (KeyError, ValueError, OSError) as error:
        raise SettingsError(f"{place}: no time zone {table.get('timezone')!r}") from error
    for channel in watchlist.channels:
        if channel not in channels:
            raise SettingsError(f"{place}: no channel {channel!r} in this file")
    return watchlist


def _known(table: object, names: set[str], place: str) -> None:
    if not isinstance(table, Mapping):
        raise SettingsError(f"{place}: must be a table")
    strange = set(table) - names
    if strange:
        raise SettingsError(f"{place}: unknown entry {min(strange)!r}")
