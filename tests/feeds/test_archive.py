"""The archive: standard files, an index that can be made again, rotation, repair, retention."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from feeds.archive import (
    ArchiveError,
    ArchiveIndex,
    ArchiveWriter,
    Exchange,
    Rotation,
    read_exchange,
    rebuild,
)
from tests.feeds.conftest import START, feed


def exchange(number: int = 0, **changes: object) -> Exchange:
    """A response with a body of its own."""
    made = Exchange(
        feed=feed(f"http://127.0.0.1/{number % 2}", id=f"f{number % 2}"),
        url=f"http://127.0.0.1/{number % 2}",
        fetched=START + dt.timedelta(hours=number, microseconds=number),
        status=200,
        reason="OK",
        headers={"content-type": "text/xml", "content-encoding": "gzip"},
        body=f"<rss>{number}</rss>".encode() * 50,
        pages={"http://x.example/1": "text"},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def filled(folder: Path, count: int, rotation: Rotation | None = None) -> ArchiveWriter:
    """An archive of `count` responses."""
    writer = ArchiveWriter(folder, rotation)
    for number in range(count):
        writer.index.add(writer.write([(exchange(number), 1)]))
    return writer


def test_what_was_written_is_read_back_whole(tmp_path: Path) -> None:
    """Time to the microsecond, headers, body, pages and the feed's definition."""
    writer = filled(tmp_path, 3)
    place = list(writer.index.find())[2]
    found = read_exchange(tmp_path, place)
    writer.close()
    wanted = exchange(2)
    assert replace(found, headers={}) == replace(wanted, headers={})


def test_other_tools_can_read_the_files(tmp_path: Path) -> None:
    """Plain WARC 1.1: a warcinfo record, then responses with payload digests that are right."""
    filled(tmp_path, 2).close()
    kinds = []
    for path in tmp_path.glob("*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                record.content_stream().read()
                kinds.append(record.rec_type)
    assert kinds == ["warcinfo", "response", "response"]


def test_the_index_finds_by_feed_and_time(tmp_path: Path) -> None:
    """`until` is excluded, order is by time."""
    writer = filled(tmp_path, 6)
    since, until = START + dt.timedelta(hours=1), START + dt.timedelta(hours=5)
    found = [place.when.hour for place in writer.index.find(since=since, until=until, feeds=["f1"])]
    writer.close()
    assert found == [9, 11]


def test_files_rotate_by_size_and_by_age(tmp_path: Path) -> None:
    """A new file for every day, or for every so many bytes."""
    by_age = filled(tmp_path / "age", 50, Rotation(age=dt.timedelta(hours=24)))
    by_size = filled(tmp_path / "size", 10, Rotation(bytes=1_500))
    by_age.close()
    by_size.close()
    count = len(list((tmp_path / "size").glob("*.warc.gz")))
    assert (len(list((tmp_path / "age").glob("*.warc.gz"))), count > 2) == (3, True)


def test_the_index_can_be_made_again_from_the_files(tmp_path: Path) -> None:
    """Without the index nothing is lost but the item counts."""
    writer = filled(tmp_path, 5)
    before = [(p.file, p.start, p.length, p.fetched) for p in writer.index.find()]
    writer.close()
    for path in tmp_path.glob("index.sqlite*"):
        path.unlink()
    count = rebuild(tmp_path)
    index = ArchiveIndex.open(tmp_path)
    after = [(p.file, p.start, p.length, p.fetched) for p in index.find()]
    index.close()
    assert (count, after) == (5, before)


def test_a_torn_end_is_cut_off_and_the_rest_stays(tmp_path: Path) -> None:
    """A crash in the middle of a record: what stands before it is whole."""
    writer = filled(tmp_path, 2)
    writer.write([(exchange(3), 1)])
    writer.close()
    path = next(tmp_path.glob("*.warc.gz"))
    torn = path.read_bytes()[:-40]
    path.write_bytes(torn)
    again = ArchiveWriter(tmp_path)
    cut = again.repair()
    places = list(again.index.find())
    bodies = [read_exchange(tmp_path, place).body for place in places]
    again.close()
    assert (cut > 0, bodies) == (True, [exchange(0).body, exchange(1).body])


def test_old_files_are_deleted_and_forgotten(tmp_path: Path) -> None:
    """Retention goes by the newest record of a file; the current file always stays."""
    rotation = Rotation(age=dt.timedelta(hours=24), keep=dt.timedelta(hours=30))
    writer = filled(tmp_path, 60, rotation)
    gone = writer.expire(START + dt.timedelta(hours=60))
    left = [place.when for place in writer.index.find()]
    writer.close()
    assert (len(gone), min(left)) == (1, START + dt.timedelta(hours=24, microseconds=24))


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    """An index that points nowhere is an error with a way out."""
    writer = filled(tmp_path, 1)
    place = next(writer.index.find())
    writer.close()
    next(tmp_path.glob("*.warc.gz")).unlink()
    with pytest.raises(ArchiveError, match="reindex"):
        read_exchange(tmp_path, place)
