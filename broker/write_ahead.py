"""SQLite's write-ahead mode, for files that several processes open at the same moment."""

import sqlite3
import time

_AGAIN_SECONDS = 0.01


def write_ahead(connection: sqlite3.Connection, seconds: float = 10.0) -> None:
    """Switch to WAL mode, waiting up to `seconds` for others who do.

    SQLite's own timeout does not cover the switch: of a crowd that opens a new file, it refuses one
    now and then at once. Raises `sqlite3.OperationalError` when the time is over.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(_AGAIN_SECONDS)
