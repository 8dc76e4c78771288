"""docs/asyncapi.yaml describes the topics that there are, with contracts that exist."""

from pathlib import Path

import yaml

from schemas.export import CONTRACTS
from schemas.topics import Topics, runs_topic
from schemas.watchlist import WATCHLISTS

FILE = Path(__file__).resolve().parents[2] / "docs" / "asyncapi.yaml"
DOCUMENT = yaml.safe_load(FILE.read_text("utf-8"))


def test_it_names_every_topic_with_its_shape() -> None:
    """Names, partitions, compaction and retention are those that topics are created with."""
    specs = (*Topics().all(), runs_topic(), WATCHLISTS)
    expected = {
        spec.name: (
            spec.partitions,
            ["compact"] if spec.compacted else ["delete"],
            int(spec.retention.total_seconds() * 1000) if spec.retention else -1,
        )
        for spec in specs
    }
    actual = {}
    for channel in DOCUMENT["channels"].values():
        binding = channel["bindings"]["kafka"]
        settings = binding["topicConfiguration"]
        actual[channel["address"]] = (
            binding["partitions"],
            settings["cleanup.policy"],
            settings["retention.ms"],
        )
    assert expected == actual


def test_every_reference_leads_somewhere() -> None:
    """Schemas and examples exist beside the document; channels and messages inside it."""
    messages = DOCUMENT["components"]["messages"]
    for name, message in messages.items():
        assert name in CONTRACTS
        assert (FILE.parent / message["payload"]["schema"]["$ref"]).is_file()
        assert all((FILE.parent / example).is_file() for example in message["x-examples"])
    for channel in DOCUMENT["channels"].values():
        for name, message in channel["messages"].items():
            assert message["$ref"] == f"#/components/messages/{name}"
            assert name in messages
    for operation in DOCUMENT["operations"].values():
        assert operation["channel"]["$ref"].rpartition("/")[2] in DOCUMENT["channels"]


def test_every_contract_is_in_it() -> None:
    """No record is left undescribed."""
    assert set(DOCUMENT["components"]["messages"]) == set(CONTRACTS)
