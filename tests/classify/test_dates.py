"""When it happened, as the words tell."""

import datetime as dt

import pytest

from agents.classify.dates import event_day, news_day

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


NEWS = [
    ("fined for a spill in May 2007", "fined", None),
    ("fined after a worker fell on 12 March 2019", "fined", None),
    ("agreed to pay for deceptions ahead of 2008 crash", "agreed", None),
    ("considers penalty in 2017 wildfires", "penalty", None),
    ("reaches settlement for downtime last year", "settlement", None),
    ("to be arraigned on charges on Nov. 28", "charges", None),
    ("Date of final decision: 10 April 2021, fined", "fined", dt.date(2021, 4, 10)),
    ("sued in a complaint filed May 8, 2021", "sued", dt.date(2021, 5, 8)),
    ("was fined on Thursday over spam of 3 May 2019", "fined", dt.date(2021, 6, 3)),
    ("fined in February over spam", "fined", dt.date(2021, 2, 1)),
    ("fined 2 000 euros on 1 January 2021", "fined", dt.date(2021, 1, 1)),
]


@pytest.mark.parametrize(("sentence", "cue", "day"), NEWS)
def test_the_day_of_news_is_not_that_of_the_wrong(
    sentence: str, cue: str, day: dt.date | None
) -> None:
    """Of what an item is about, a date counts that stands with the telling, not with the cause."""
    assert news_day(sentence, PUBLISHED, cue=cue) == day
