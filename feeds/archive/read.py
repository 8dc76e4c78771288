"""WARC files -> exchanges, by place or all of a folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from feeds.archive.index import Place
from feeds.archive.record import ArchiveError, Exchange, from_record


def read_exchange(folder: Path, place: Place) -> Exchange:
    """The exchange at `place`. Raises `ArchiveError`."""
    path = folder / place.file
    try:
        with path.open("rb") as file:
            file.seek(place.start)
            return from_record(next(iter(ArchiveIterator(file))))
    except (OSError, StopIteration, ArchiveLoadFailed) as error:
        raise ArchiveError(
            f"{path}: no record at byte {place.start}; `regwatch feeds reindex` makes the index "
            f"again ({error})"
        ) from error


def read_all(folder: Path, places: Iterable[Place]) -> Iterator[tuple[Place, Exchange]]:
    """The exchanges at `places`, in their order. Raises `ArchiveError`."""
    for place in places:
        yield place, read_exchange(folder, place)
