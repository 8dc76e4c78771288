"""Exchanges -> WARC files: one gzip member a record, rotated by size and age, kept for a time.

A record is handed to the operating system before the log hears of it, so that a killed process
loses nothing; a file that is rotated out is also forced to the disk.
"""

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordbuilder import RecordBuilder
from warcio.warcwriter import WARCWriter

from feeds.archive.index import ArchiveIndex, Place, micros
from feeds.archive.record import FEED_HEADER, ArchiveError, Exchange, from_record, to_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """When a new file begins, and how long files are kept (None: for ever)."""

    bytes: int = 64 * 1024 * 1024
    age: dt.timedelta = dt.timedelta(days=1)
    keep: dt.timedelta | None = None


class ArchiveWriter:
    """Appends to one folder; one writer a folder (the state file's lock sees to that)."""

    def __init__(self, folder: Path, rotation: Rotation | None = None) -> None:
        self.folder = folder
        self.index = ArchiveIndex.open(folder)
        self._rotation = rotation or Rotation()
        self._file: IO[bytes] | None = None
        self._begun: dt.datetime | None = None

    def repair(self) -> int:
        """Cut off what a crash left behind the last listed record; gives the bytes cut."""
        files = sorted(self.folder.glob("*.warc.gz"))
        if not files:
            return 0
        end, size = self.index.end_of(files[-1].name), files[-1].stat().st_size
        if 0 < end < size:
            os.truncate(files[-1], end)
            return size - end
        return 0

    def write(self, exchanges: Sequence[tuple[Exchange, int]]) -> list[Place]:
        """Append exchanges, each with its number of items; the index is not written yet."""
        places = []
        try:
            for exchange, items in exchanges:
                file = self._current(exchange.fetched)
                start = file.tell()
                WARCWriter(file, gzip=True).write_record(to_record(exchange))
                places.append(
                    Place(
                        fetched=micros(exchange.fetched),
                        feed=exchange.feed.id,
                        file=Path(file.name).name,
                        start=start,
                        length=file.tell() - start,
                        items=items,
                    )
                )
            if self._file is not None:
                self._file.flush()
        except OSError as error:
            raise ArchiveError(f"{self.folder}: cannot be written: {error.strerror}") from error
        return places

    def expire(self, now: dt.datetime) -> list[str]:
        """Delete the files whose newest record is older than the retention; gives their names."""
        if self._rotation.keep is None:
            return []
        limit = micros(now - self._rotation.keep)
        current = Path(self._file.name).name if self._file else None
        gone = []
        for path in sorted(self.folder.glob("*.warc.gz")):
            last = self.index.last_of(path.name)
            if path.name != current and last is not None and last < limit:
                path.unlink()
                self.index.drop_file(path.name)
                gone.append(path.name)
        return gone

    def close(self) -> None:
        """Finish the current file and the index."""
        self._finish()
        self.index.close()

    def _current(self, now: dt.datetime) -> IO[bytes]:
        if self._file is not None and self._begun is not None:
            full = self._file.tell() >= self._rotation.bytes
            if full or now - self._begun >= self._rotation.age:
                self._finish()
        if self._file is None:
            self._file, self._begun = self._begin(now), now
        return self._file

    def _begin(self, now: dt.datetime) -> IO[bytes]:
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        for number in range(100_000):
            path = self.folder / f"regwatch-{stamp}-{number:05d}.warc.gz"
            try:
                file = path.open("xb")
            except FileExistsError:
                continue
            about = {"software": "regwatch", "format": "WARC File Format 1.1"}
            info = RecordBuilder(warc_version="1.1").create_warcinfo_record(path.name, about)
            WARCWriter(file, gzip=True).write_record(info)
            return file
        raise ArchiveError(f"{self.folder}: too many files begun at {stamp}")

    def _finish(self) -> None:
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None


def rebuild(folder: Path) -> int:
    """Make the index again from the WARC files; gives the number of records."""
    index = ArchiveIndex.open(folder)
    count = 0
    for path in sorted(folder.glob("*.warc.gz")):
        index.drop_file(path.name)
        places = _places(path)
        index.add(places)
        count += len(places)
    index.close()
    return count


def _places(path: Path) -> list[Place]:
    places = []
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        try:
            for record in records:
                if record.rec_headers.get_header(FEED_HEADER) is None:
                    continue
                exchange = from_record(record)
                start = records.get_record_offset()
                places.append(
                    Place(
                        fetched=micros(exchange.fetched),
                        feed=exchange.feed.id,
                        file=path.name,
                        start=start,
                        length=records.get_record_length(),
                        items=0,
                    )
                )
        except (ArchiveLoadFailed, EOFError):
            pass  # the torn end of a file that a crash left; what stands before it is whole
    return places
