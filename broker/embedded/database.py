"""Open the log's SQLite file: its tables, its settings, and its troubles in words.

In goes a path, out comes a connection in WAL mode, so that readers and one writer never wait for
each other. Tables:

| table | one row is |
| --- | --- |
| topics | a topic: name, compacted or not, retention in milliseconds |
| partitions | one partition: its topic, number, and the offset after its last record |
| records | one record; `seq` numbers all of them in the order they were appended |
| offsets | the next offset to read that a consumer group committed in a partition |
| counter | the next `seq`; a reused one would hide a record from those who tail the log |
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broker.log import BrokerError
from broker.write_ahead import write_ahead

FORMAT = 1
_APPLICATION_ID = 0x52474C47
_BUSY_SECONDS = 10.0
_WAL_LIMIT = 64 * 1024 * 1024

_TABLES = """
CREATE TABLE topics (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
    compacted INTEGER NOT NULL, retention INTEGER);
CREATE TABLE partitions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, topic INTEGER NOT NULL, number INTEGER NOT NULL,
    end INTEGER NOT NULL DEFAULT 0, compacted_to INTEGER NOT NULL DEFAULT 0,
    UNIQUE (topic, number));
CREATE TABLE records (
    seq INTEGER PRIMARY KEY, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
    timestamp INTEGER NOT NULL, key BLOB, headers BLOB, value BLOB);
CREATE UNIQUE INDEX records_place ON records (partition, offset);
CREATE TABLE offsets (
    consumers TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (consumers, partition)) WITHOUT ROWID;
CREATE TABLE counter (next INTEGER NOT NULL);
INSERT INTO counter VALUES (1)
"""

_TROUBLES = (
    ("locked", "another program holds it for more than 10 s: close what has it open, then retry"),
    ("full", "the disk is full: free some space, then start again; nothing acknowledged is lost"),
    ("not a database", "it is no regwatch log: name another file in --log, or move this one away"),
    ("malformed", "it is damaged: restore a backup, or move it away and replay the archive"),
    ("readonly", "it cannot be written: check the rights of the file and of its folder"),
    ("unable to open", "it cannot be opened: check that its folder exists and may be written"),
    ("disk I/O", "the disk does not answer: check the drive and its free space"),
)


def connect(path: Path, *, durable: bool = False) -> sqlite3.Connection:
    """A connection to the log at `path`, made when missing. Raises `BrokerError`.

    `durable` waits for the disk at every commit. Without it a power cut (not a crash) may undo the
    last commits, all of them or none, in order.
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection, path, durable=durable)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, *, durable: bool) -> None:
    _check(connection, path)
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    write_ahead(connection, _BUSY_SECONDS)
    connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
    connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT}")
    if not _number(connection, "user_version"):
        _create(connection)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    version = _number(connection, "user_version")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and _number(connection, "application_id") != _APPLICATION_ID:
        raise sqlite3.DatabaseError("not a database of ours")
    if version > FORMAT:
        raise BrokerError(
            f"log {path}: written by a newer regwatch (format {version}, this one reads {FORMAT}):"
            " upgrade this one"
        )


def _create(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        # Another process may have been first.
        if not _number(connection, "user_version"):
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, as the only writer meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say about `path` into a `BrokerError`."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        advice = next((advice for sign, advice in _TROUBLES if sign in said), said)
        raise BrokerError(f"log {path}: {advice}") from error
    except OSError as error:
        raise BrokerError(
            f"log {path}: {error.strerror}: name another place in --log or REGWATCH_LOG"
        ) from error
