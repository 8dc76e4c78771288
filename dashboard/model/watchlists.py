"""Watchlists: those of a TOML file (not to be changed here) and those people save, on their topic.

Saving appends to the log; every copy of the dashboard and the notifier read it back from there.
"""

from collections.abc import Mapping

from broker import Log, Message
from broker.compacted import last_values
from dashboard.model.database import Database
from schemas.codec import decode, encode
from schemas.watchlist import WATCHLISTS, Watchlist


class ProtectedError(Exception):
    """The watchlist comes from the file: change it there."""


class Watchlists:
    """Reads table `watchlist` under the entries of the file."""

    def __init__(self, database: Database, log: Log) -> None:
        self._database = database
        self._log = log
        self.from_file: Mapping[str, Watchlist] = {}

    def all(self) -> list[Watchlist]:
        """Every watchlist in order of name; the file's win."""
        rows = self._database.all("SELECT raw FROM watchlist")
        saved = (decode(Watchlist, row["raw"]) for row in rows)
        merged = {watchlist.name: watchlist for watchlist in saved} | dict(self.from_file)
        return [merged[name] for name in sorted(merged)]

    def get(self, name: str) -> Watchlist | None:
        """The watchlist of that name, or None."""
        if name in self.from_file:
            return self.from_file[name]
        row = self._database.one("SELECT raw FROM watchlist WHERE name = ?", (name,))
        return decode(Watchlist, row["raw"]) if row else None

    def save(self, watchlist: Watchlist) -> None:
        """Create or replace. Raises `ProtectedError`, `BrokerError`."""
        self._append(watchlist.name, encode(watchlist))

    def delete(self, name: str) -> bool:
        """Take it away; False if there is none. Raises `ProtectedError`, `BrokerError`."""
        # Asked of the log: what was saved a moment ago may not have come back from there yet.
        known = name in self.from_file or bool(last_values(self._log, WATCHLISTS.name).get(name))
        if known:
            self._append(name, None)
        return known

    def _append(self, name: str, value: bytes | None) -> None:
        if name in self.from_file:
            raise ProtectedError(
                f"watchlist {name!r} is defined in the watchlist file: change it there"
            )
        self._log.append([Message(topic=WATCHLISTS.name, key=name.encode(), value=value)])
