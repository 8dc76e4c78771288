"""Notice that another process wrote, for next to no CPU: a counter of SQLite, polled."""

import sqlite3

SHORTEST = 0.002
LONGEST = 0.05
_GROWTH = 1.25


class Watch:
    """How to ask, and how long to wait before asking again (seconds).

    The pause is short after a change, so that a busy log is followed closely, and grows to 50 ms,
    so that an idle one costs some 20 questions of a few microseconds a second.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._seen = -1
        self.pause = SHORTEST

    def changed(self) -> bool:
        """Whether anybody but this connection committed since the last call (true at first)."""
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version == self._seen:
            self.pause = min(self.pause * _GROWTH, LONGEST)
            return False
        self._seen = version
        self.pause = SHORTEST
        return True
