"""Every command is in the handbook, and says what it does."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.app import app


def _commands(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    parts = getattr(command, "commands", None)
    if parts is not None:
        for part, sub in parts.items():
            yield from _commands(sub, f"{name} {part}".strip())
    else:
        yield name, command


COMMANDS = dict(_commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_stands_in_the_handbook(name: str, project: Path) -> None:
    """docs/commands.md names it."""
    first, *rest = name.split()
    lines = (project / "docs" / "commands.md").read_text().splitlines()
    assert any(f"`regwatch {first}" in line and all(r in line for r in rest) for line in lines)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_and_its_options_say_what_they_do(name: str) -> None:
    """`--help` is where people look first."""
    command = COMMANDS[name]
    assert command.help
