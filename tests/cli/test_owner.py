"""`regwatch tallies --owner`: a brand that changed hands counts for its owner then, or today's."""

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from broker import Message, connect
from cli.app import app
from schemas.case import Case
from schemas.codec import encode
from schemas.topics import Topics
from schemas.words import Kind, Stage


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A log with one fine of 2013 for WhatsApp, a year before it was sold."""
    url = f"sqlite:///{tmp_path / 'log.db'}"
    fined = Case(
        id="case-1",
        kind=Kind.FINE,
        group="Meta",
        company="WhatsApp",
        stage=Stage.IMPOSED,
        date=dt.date(2013, 1, 28),
    )
    store = connect(url)
    store.ensure([Topics().cases, Topics().tallies])
    store.append([Message(topic=Topics().cases.name, key=b"case-1", value=encode(fined))])
    store.close()
    return url


@pytest.mark.parametrize(("owner", "group"), [("then", "WhatsApp"), ("today", "Meta")])
def test_a_fine_counts_for_the_owner_asked_for(log: str, owner: str, group: str) -> None:
    """Before the sale the brand was its own group; today it is another's."""
    done = CliRunner().invoke(app, ["tallies", "--log", log, "--owner", owner, "--format", "json"])
    assert done.exit_code == 0, done.output
    (company,) = json.loads(done.stdout)["companies"]
    assert (company["group"], company["fine"]["count"]) == (group, 1)
