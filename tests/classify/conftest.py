"""What the tests of reading share."""

import pytest

from agents.classify import Reader, load


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The shipped reader, loaded once."""
    return load()
