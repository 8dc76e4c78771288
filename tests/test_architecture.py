"""The rooms keep to their floors: who may import whom, read from the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("agents", "broker", "cli", "dashboard", "feeds", "schemas", "scoring")
MAY_IMPORT = {
    "schemas": {"schemas"},
    "broker": {"broker", "schemas"},
    "feeds": {"feeds", "broker", "schemas"},
    "agents": {"agents", "broker", "schemas"},
    "dashboard": {"dashboard", "broker", "schemas"},
    "scoring": {"scoring", "agents", "schemas"},
    "cli": set(ROOMS),
}
ENGINES = {"faust", "mode", "aiokafka", "kafka"}
THIN = {"agents/app.py", "agents/worker.py"}


def _sources(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_floors_below_it(room: str) -> None:
    """Schemas < broker < feeds, agents, dashboard < the command."""
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in _sources(room)
        for name in _imported(file)
        if name.split(".")[0] in set(ROOMS) - MAY_IMPORT[room]
    ]
    assert wrong == []


def test_the_pure_core_imports_no_engine() -> None:
    """Outside broker/, only the app and the worker know Faust or Kafka."""
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for room in set(ROOMS) - {"broker"}
        for file in _sources(room)
        for name in _imported(file)
        if name.split(".")[0] in ENGINES and str(file.relative_to(ROOT)) not in THIN
    ]
    assert wrong == []


def test_no_module_outgrows_one_idea() -> None:
    """A module beyond 350 lines holds more than one idea."""
    long = [
        f"{file.relative_to(ROOT)}: {lines} lines"
        for room in ROOMS
        for file in _sources(room)
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 350
    ]
    assert long == []
