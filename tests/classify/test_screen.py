"""The first, linear look that keeps unlikely windows from the encoder."""

from pathlib import Path

import pytest

from agents.classify import ModelError, PassOver, load
from agents.classify.encoder import FOLDER
from agents.classify.pieces import load_pieces
from agents.classify.registry.companies import Registry
from agents.classify.screen import Screen, buckets
from agents.classify.window import Lens, Part, Window, build
from schemas.item import Item

EVENTS = (
    "Watchdog fines Barclays 40 million pounds over capital raising",
    "Rotterdam port operator sued over collapsed crane",
    "Halden Foods settles wage claims for $3 million",
    "Claimants win round two against Ridgeway Motors",
)
NONE = (
    "Heathrow charges ahead with plan for a third runway",
    "Airbus lands order as Paris air show settles into rhythm",
    "How Google won the battle for your living room",
)


@pytest.fixture(scope="module")
def lens() -> Lens:
    """The shipped registry and vocabulary."""
    return Lens(find=Registry.load().find, pieces=load_pieces(FOLDER / "vocab.txt"))


def window(title: str, lens: Lens) -> Window:
    """Of a headline alone."""
    return build([Part(field="title", start=0, text=title)], lens)


def test_what_sounds_like_an_event_passes(lens: Lens) -> None:
    """And what only has a cue word in it does not."""
    screen = Screen()
    assert [screen.passes(window(title, lens)) for title in EVENTS] == [True] * len(EVENTS)
    assert [screen.passes(window(title, lens)) for title in NONE] == [False] * len(NONE)


def test_a_company_counts_as_one_whatever_its_name(lens: Lens) -> None:
    """So a firm that was often fined is not more suspect than another, nor a sum by its size."""
    known = [
        set(buckets(window(f"Regulator fines {name} {sum_} over late reports", lens)))
        for name, sum_ in (("Barclays", "$4 million"), ("Johnson & Johnson", "$73 billion"))
    ]
    assert known[0] == known[1]


def test_the_reason_is_told() -> None:
    """An item that the screen holds back is counted apart."""
    reader = load()
    reasons = {reader.examine(Item(id=title, title=title)).passed_over for title in NONE}
    assert reasons == {PassOver.UNLIKELY}


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    """As for the model's other files."""
    with pytest.raises(ModelError, match=r"screen\.npz.*reinstall"):
        Screen(tmp_path)
