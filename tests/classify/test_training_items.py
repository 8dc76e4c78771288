"""The items written for training: whole, true to their labels, the held-back tenth kept apart."""

import json
from pathlib import Path
from typing import Any

import pytest

from agents.classify.money import find_money
from scoring import load_labelled

FOLDER = Path(__file__).parents[2] / "training" / "items"
FILES = sorted(FOLDER.glob("*.jsonl"))


def _items(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_score_command_takes_every_file(path: Path) -> None:
    """Each line is a labelled item, with an event's amount and currency both there or neither."""
    with path.open(encoding="utf-8") as lines:
        items = list(load_labelled(lines, name=path.name))
    assert items
    assert all((e.amount is None) == (e.currency is None) for item in items for e in item.events)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_labels_point_into_their_text(path: Path) -> None:
    """Respondents and quotes stand in the text as labelled."""
    for item in _items(path):
        text = "\n".join((item["title"], item["summary"], item.get("body") or ""))
        for event in item["events"]:
            assert event["company"] in text, item["id"]
            assert event.get("quote", "") in (item.get("body") or ""), item["id"]


def test_nothing_held_back_is_trained_on() -> None:
    """No title and summary of the held-back tenth stand in another file."""
    held = {(i["title"], i["summary"]) for i in _items(FOLDER / "held-back.jsonl")}
    trained = {
        (i["title"], i["summary"])
        for path in FILES
        if path.stem != "held-back"
        for i in _items(path)
    }
    assert held
    assert not held & trained


def test_the_money_grammar_finds_nearly_all_labelled_sums() -> None:
    """Of the amounts in the held-back items at least 95 in 100 are found by value."""
    wanted = found = 0
    for item in _items(FOLDER / "held-back.jsonl"):
        text = " . ".join((item["title"], item["summary"], item.get("body") or ""))
        bare = None if item["lang"] == "en" else "EUR"
        sums = {float(money.amount) for money in find_money(text, bare=bare)}
        labelled = [e["amount"] for e in item["events"] if e["amount"] is not None]
        wanted += len(labelled)
        found += sum(float(amount) in sums for amount in labelled)
    assert found >= 0.95 * wanted > 50
