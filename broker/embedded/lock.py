"""At most one worker of an app on one log: a second would do everything twice.

The lock is a file beside the log, locked through SQLite, so that it works wherever SQLite does and
is let go of by the system when its process dies, however it dies.
"""

import re
import sqlite3
from pathlib import Path
from types import TracebackType

from broker.embedded.database import explained
from broker.log import BrokerError


class WorkerLock:
    """Held from `acquire` to `release`, or for the time of a `with` block."""

    def __init__(self, log: Path, app_id: str) -> None:
        name = re.sub(r"[^A-Za-z0-9._-]", "_", app_id)
        self._log = log
        self._app_id = app_id
        # Resolved, so that two ways to write the same place lead to the same lock.
        self._path = log.resolve().with_name(f"{log.name}.{name}.lock")
        self._connection: sqlite3.Connection | None = None

    def acquire(self) -> None:
        """Take the lock. Raises `BrokerError` when another worker has it."""
        with explained(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=0.2, isolation_level=None)
        try:
            with explained(self._path):
                connection.execute("BEGIN EXCLUSIVE")
        except BrokerError as error:
            connection.close()
            if "locked" not in str(error.__cause__):
                raise
            raise BrokerError(
                f"log {self._log}: a worker of {self._app_id!r} is running on it already: stop that"
                " one first, or use Kafka to run several"
            ) from error
        self._connection = connection

    def release(self) -> None:
        """Let go; does nothing when the lock is not held."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def __enter__(self) -> "WorkerLock":
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
