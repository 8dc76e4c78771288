"""What tests across the tree share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared() -> Path:
    """The labelled corpus beside the checkout; a clone without it skips what measures on it."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared"
    if not (folder / "corpus").is_dir():
        pytest.skip("no labelled corpus beside the checkout")
    return folder
