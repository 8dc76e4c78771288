"""Items as other programs write them."""

import datetime as dt

import pytest

from schemas.codec import DecodeError
from schemas.item import Item
from schemas.item_file import BadLine, parse_item, read_items


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021-02-25", dt.datetime(2021, 2, 25, tzinfo=dt.UTC)),
        ("2021-02-25T10:30:00", dt.datetime(2021, 2, 25, 10, 30, tzinfo=dt.UTC)),
        ("2021-02-25T10:30:00Z", dt.datetime(2021, 2, 25, 10, 30, tzinfo=dt.UTC)),
        ("Thu, 25 Feb 2021 10:30:00 +0100", dt.datetime(2021, 2, 25, 9, 30, tzinfo=dt.UTC)),
    ],
)
def test_dates_are_read_as_loosely_as_feeds_write_them(written: str, meant: dt.datetime) -> None:
    """A day is its midnight, a time without a zone is UTC."""
    assert parse_item(b'{"id": "a", "published": "%s"}' % written.encode()).published == meant


def test_nulls_and_unknown_fields_are_absent() -> None:
    """Labelled files carry much that is not the item's."""
    raw = b'{"id": 4, "summary": null, "published": null, "events": [], "story": "x"}'
    assert parse_item(raw) == Item(id="4")


def test_a_date_that_is_none_is_refused() -> None:
    """Guessing a date would put an event into the wrong year."""
    with pytest.raises(DecodeError, match="'soon' is not a date"):
        parse_item(b'{"id": "a", "published": "soon"}')


def test_a_bad_line_is_told_with_its_number_and_the_next_is_read() -> None:
    """One broken line costs one line."""
    lines = [b'{"id": "a"}\n', b"\n", b"{oops\n", b'{"id": "b"}\n']
    first, bad, last = read_items(lines)
    assert (first, last) == (Item(id="a"), Item(id="b"))
    assert isinstance(bad, BadLine)
    assert (bad.number, bad.raw) == (3, b"{oops")
