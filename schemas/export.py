"""The records' contracts as JSON Schema: `python -m schemas.export FOLDER` writes one file each."""

import json
import sys
from pathlib import Path
from typing import Any

from schemas.alert import Alert
from schemas.case import Case, Placement
from schemas.codec import adapter
from schemas.dead_letter import DeadLetter
from schemas.decision import Decision
from schemas.feed_health import FeedHealth
from schemas.item import Item
from schemas.mention import Reading
from schemas.run import Run
from schemas.tally import Tally
from schemas.watchlist import Watchlist

CONTRACTS: dict[str, type[Any]] = {
    "item": Item,
    "reading": Reading,
    "case": Case,
    "placement": Placement,
    "tally": Tally,
    "alert": Alert,
    "decision": Decision,
    "dead-letter": DeadLetter,
    "feed-health": FeedHealth,
    "run": Run,
    "watchlist": Watchlist,
}


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the contract called `name`. Raises `KeyError`."""
    schema = adapter(CONTRACTS[name]).json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **schema}


def write(folder: Path) -> list[Path]:
    """Write every contract as `folder`/NAME.schema.json; returns the files in order of name."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name in sorted(CONTRACTS):
        file = folder / f"{name}.schema.json"
        file.write_text(json.dumps(json_schema(name), indent=2, sort_keys=True) + "\n")
        files.append(file)
    return files


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas/json"))
