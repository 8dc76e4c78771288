"""Every response that brought something new, in WARC files, indexed by feed and time."""

from feeds.archive.index import ArchiveIndex, Place
from feeds.archive.read import read_all, read_exchange
from feeds.archive.record import ArchiveError, Exchange
from feeds.archive.write import ArchiveWriter, Rotation, rebuild

__all__ = [
    "ArchiveError",
    "ArchiveIndex",
    "ArchiveWriter",
    "Exchange",
    "Place",
    "Rotation",
    "read_all",
    "read_exchange",
    "rebuild",
]
