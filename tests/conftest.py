"""What tests across the tree share."""

from pathlib import Path

import pytest

from tests.kafka_node import kafka, kafka_node

__all__ = ["kafka", "kafka_node", "shared"]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The labelled corpus beside the checkout; a clone without it skips what measures on it."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared"
    if not (folder / "corpus").is_dir():
        pytest.skip("no labelled corpus beside the checkout")
    return folder


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the checkout."""
    return Path(__file__).resolve().parent.parent
