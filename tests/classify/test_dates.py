"""When it happened, as the words tell."""

import datetime as dt

import pytest

from agents.classify.dates import event_day

PUBLISHED = dt.date(2021, 6, 4)  # a Friday
CASES = [
    ("was fined on March 3, 2020", dt.date(2020, 3, 3)),
    ("was fined on 3 March 2020", dt.date(2020, 3, 3)),
    ("settled in February 2018", dt.date(2018, 2, 1)),
    ("in 2019 it was fined", dt.date(2019, 1, 1)),
    ("In February, it agreed to pay", dt.date(2021, 2, 1)),
    ("in November it was sued", dt.date(2020, 11, 1)),
    ("said on Thursday", dt.date(2021, 6, 3)),
    ("fined last week", dt.date(2021, 5, 28)),
    ("earlier this month", dt.date(2021, 6, 1)),
    ("late last month", dt.date(2021, 5, 1)),
    ("sued last year", dt.date(2020, 1, 1)),
    ("yesterday", dt.date(2021, 6, 3)),
    ("must comply by August 2023", None),
    ("no word of a day", None),
    ("on February 30, 2020", None),
]


@pytest.mark.parametrize(("sentence", "day"), CASES)
def test_event_day(sentence: str, day: dt.date | None) -> None:
    """The day a sentence gives, seen from its item's; nothing later than the item."""
    assert event_day(sentence, PUBLISHED) == day


def test_relative_words_need_the_items_day() -> None:
    """Without a publication day, "last week" is no day."""
    assert event_day("fined last week", None) is None
