"""The model's SQLite file: what it costs while threads come and go."""

import threading
from pathlib import Path

from dashboard.model.database import Database


def test_connections_of_ended_threads_are_closed(tmp_path: Path) -> None:
    """Forty threads that ask once and end leave no more files open than two do."""
    database = Database(tmp_path / "model.db", origin="test")
    _ask_in_a_thread(database)
    _ask_in_a_thread(database)
    few = _open_files()
    for _ in range(40):
        _ask_in_a_thread(database)
    many = _open_files()
    database.close()
    assert many <= few


def test_a_thread_that_lives_keeps_its_connection(tmp_path: Path) -> None:
    """Other threads that come and go do not close it."""
    database = Database(tmp_path / "model.db", origin="test")
    database.one("SELECT 1")
    for _ in range(3):
        _ask_in_a_thread(database)
    row = database.one("SELECT 1")
    database.close()
    assert row is not None


def _ask_in_a_thread(database: Database) -> None:
    thread = threading.Thread(target=database.one, args=("SELECT 1",))
    thread.start()
    thread.join()


def _open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())
