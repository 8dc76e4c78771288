"""Cases scored end to end, on four short items and the real reader."""

import json

from agents.classify import load
from agents.resolve import ResolveSettings
from scoring import load_labelled, score_cases

FINE = {"kind": "fine", "company": "Ryanair", "amount": 3000000, "currency": "EUR"}
SUIT = {"kind": "lawsuit", "company": "Boeing", "amount": None, "currency": None, "stage": "sought"}
ROWS = (
    ("Italy fines Ryanair 3 million euros over cabin bags", FINE, "bags"),
    ("Ryanair fined 3 million euros by Italy's antitrust authority over bags", FINE, "bags"),
    ("Boeing sued by Texas pilots union over 737 MAX", SUIT, "pilots"),
    ("Quarterly letter of the zoo", SUIT | {"company": "Zoo"}, "never read"),
)


def _lines(*, labelled: bool) -> list[str]:
    return [
        json.dumps(
            {
                "id": f"i{number}",
                "title": title,
                "published": f"2024-03-0{number + 1}",
                "events": [event | ({"event": case} if labelled else {})],
            }
        )
        for number, (title, event, case) in enumerate(ROWS)
    ]


def test_what_was_read_and_what_was_not() -> None:
    """Three mentions read and rightly placed; the fourth stands alone end to end."""
    found = score_cases(load_labelled(_lines(labelled=True)), load(), ResolveSettings())
    assert found is not None
    assert (found.read.mentions, found.read.f1, found.joined) == (3, 1.0, 0)
    assert (found.end_to_end.mentions, found.end_to_end.f1) == (4, 1.0)


def test_without_labelled_cases_there_is_nothing_to_score() -> None:
    """Most labelled files name no cases."""
    assert score_cases(load_labelled(_lines(labelled=False)), load(), ResolveSettings()) is None
