"""`regwatch replay / diff / promote`: what was fetched, once more, beside the live run."""

import typer


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
