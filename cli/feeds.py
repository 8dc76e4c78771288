"""`regwatch feeds list / check / add / import / export`: which feeds there are, how they do."""

import asyncio
import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.options import DEFAULT_LOG, Format, LogUrl, OutputFormat, UserError
from cli.output import json_line, rows
from cli.serve import Feeds, Folder, folder_beside
from feeds.archive import ArchiveError, rebuild
from feeds.catalog import Catalog, CatalogError, Feed, append, load, to_toml, write_opml
from feeds.check import Check, check
from feeds.discover import discover
from feeds.fetch import Client, FetchError
from feeds.health import health
from feeds.service import archive_folder, state_file
from feeds.settings import PullSettings
from feeds.state.store import StateStore
from schemas.codec import to_dict

app = typer.Typer(help="Which feeds there are, and how they do.")

OwnFile = Annotated[Path, typer.Option("--to", help="Your own TOML file of feeds.")]


@app.command("list")
def list_(
    log: LogUrl = DEFAULT_LOG,
    feeds: Feeds = None,
    folder: Folder = None,
    form: OutputFormat = Format.TABLE,
) -> None:
    """List feeds with their health: last success, next poll, items, errors, long silence."""
    catalog = _load(feeds)
    file = state_file(PullSettings(folder=folder or folder_beside(log)))
    states = {}
    if file.exists():
        state = StateStore.open(file, writer=False)
        states = dict(state.feeds())
        state.close()
    lines = [to_dict(one) for one in health(catalog, states, dt.datetime.now(dt.UTC))]
    columns = ["feed", "status", "items", "last_success", "next_poll", "silent_days", "error"]
    rows(columns, lines, form)


@app.command("check")
def check_(feeds: Feeds = None) -> None:
    """Fetch every feed once and say which ones answer; nothing is stored. Exit 1 if one fails."""
    failed = asyncio.run(_check_all(_load(feeds)))
    if failed:
        typer.echo(f"{failed} feed(s) did not answer as they should", err=True)
        raise typer.Exit(1)


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="A feed's address, or a page that names its feeds.")],
    to: OwnFile = Path("feeds.toml"),
    private: Annotated[
        bool, typer.Option("--private", help="The address may be a private one.")
    ] = False,
) -> None:
    """Find the feeds behind URL and add them to your own file."""
    try:
        found = asyncio.run(_discover(url, allow_private=private))
        added = append(to, found)
    except (FetchError, CatalogError) as error:
        raise UserError(str(error)) from error
    if not found:
        raise UserError(f"{url}: neither a feed nor a page that names one")
    typer.echo(f"{added} feed(s) added to {to}: regwatch run --feeds {to}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="An OPML file.", exists=True, dir_okay=False)],
    to: OwnFile = Path("feeds.toml"),
) -> None:
    """Add the feeds of an OPML file to your own file."""
    try:
        added = append(to, load([file]))
    except CatalogError as error:
        raise UserError(str(error)) from error
    typer.echo(f"{added} feed(s) added to {to}")


@app.command()
def export(
    feeds: Feeds = None,
    toml: Annotated[bool, typer.Option("--toml", help="As TOML instead of OPML.")] = False,
) -> None:
    """Print feeds as OPML for other readers, or as TOML."""
    catalog = _load(feeds)
    sys.stdout.write(to_toml(catalog) if toml else write_opml(catalog).decode())


@app.command()
def reindex(log: LogUrl = DEFAULT_LOG, folder: Folder = None) -> None:
    """Build the archive's index anew from its WARC files (stop the puller first)."""
    home = archive_folder(PullSettings(folder=folder or folder_beside(log)))
    if not home.is_dir():
        raise UserError(f"{home}: no archive there; pull something first, or give --folder")
    try:
        typer.echo(f"{rebuild(home)} records indexed in {home}")
    except ArchiveError as error:
        raise UserError(str(error)) from error


def _load(feeds: list[str] | None) -> Catalog:
    try:
        return load(feeds or ())
    except CatalogError as error:
        raise UserError(str(error)) from error


async def _check_all(catalog: Catalog) -> int:
    failed = 0
    async for one in check(catalog, clock=lambda: dt.datetime.now(dt.UTC)):
        failed += not one.ok
        json_line(_checked(one))
    return failed


def _checked(one: Check) -> dict[str, object]:
    return {
        "feed": one.feed.id,
        "ok": one.ok,
        "status": one.status,
        "entries": one.entries,
        "newest": one.newest,
        "conditional": one.conditional,
        "detail": one.detail,
        "url": one.feed.url,
    }


async def _discover(url: str, *, allow_private: bool) -> list[Feed]:
    client = Client(PullSettings().limits)
    try:
        return list(await discover(client, url, allow_private=allow_private))
    finally:
        await client.close()
