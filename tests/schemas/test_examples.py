"""Every example payload decodes, fits its JSON Schema, and is taken by the read model."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import broker
from broker import Message
from dashboard.model import Model
from schemas.codec import decode, to_dict
from schemas.export import CONTRACTS, json_schema
from schemas.topics import Topics
from schemas.watchlist import WATCHLISTS
from schemas.words import Kind
from tests.dashboard.conftest import until

EXAMPLES = Path(__file__).resolve().parents[2] / "schemas" / "examples"
FILES = sorted(EXAMPLES.glob("*.json"))


def contract_of(file: Path) -> str:
    """The contract that an example is of: alert.opened.json -> alert."""
    return file.name.partition(".")[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_an_example_decodes_to_what_it_says(file: Path) -> None:
    """Decoding and encoding again gives the same JSON: no field is unknown, none is lost."""
    record = decode(CONTRACTS[contract_of(file)], file.read_bytes())
    assert to_dict(record) == json.loads(file.read_text())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_an_example_fits_its_schema(file: Path) -> None:
    """The checked-in JSON Schema accepts it, and refuses it without its first required field."""
    schema = json_schema(contract_of(file))
    data = json.loads(file.read_text())
    validator = Draft202012Validator(schema)
    assert list(validator.iter_errors(data)) == []
    data.pop(schema["required"][0])
    assert list(validator.iter_errors(data)) != []


def test_every_contract_has_an_example() -> None:
    """No record travels without one."""
    assert {contract_of(file) for file in FILES} == set(CONTRACTS)


def test_the_model_takes_every_example(tmp_path: Path) -> None:
    """Driven through the topics, each example that the dashboard reads lands in its table."""
    topics = Topics()
    log = broker.connect(f"sqlite:///{tmp_path}/log.db")
    log.ensure([*topics.all(), WATCHLISTS])
    homes = {
        "case": topics.cases.name,
        "placement": topics.placements.name,
        "tally": topics.tallies.name,
        "dead-letter": topics.dead_letters.name,
        "feed-health": topics.feeds.name,
        "watchlist": WATCHLISTS.name,
    }
    for file in FILES:
        kind = json.loads(file.read_text()).get("kind")
        contract = contract_of(file)
        home = topics.alerts(Kind(kind)).name if contract == "alert" else homes.get(contract)
        if home:
            log.append([Message(topic=home, key=file.stem.encode(), value=file.read_bytes())])
    model = Model(log, topics)
    model.start()
    until(lambda: model.progress.caught_up)
    size = model.operations.size()
    model.close()
    log.close()
    assert size == {
        "company": 1, "cases": 1, "placement": 1, "alert": 3, "feed": 1,
        "watchlist": 1, "letter": 1,
    }  # fmt: skip
