"""`regwatch replay / diff / promote`: what was fetched, once more, beside the live run."""

import datetime as dt
import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from broker import Log
from cli.options import DEFAULT_LOG, Companies, Format, LogUrl, OutputFormat, UserError, opened
from cli.output import json_line
from cli.runs import named, topics_of
from cli.serve import Folder, folder_beside
from cli.shadow import work_through
from feeds.diff import compare, lines, snapshot
from feeds.replay import Progress as Done
from feeds.replay import ReplayError, ReplayPlan, ReplayResult
from feeds.replay import replay as replay_into
from feeds.runs import RunError, drop, live_run
from feeds.runs import promote as promote_run
from feeds.service import archive_folder
from feeds.settings import PullSettings
from feeds.state.store import StateError
from schemas.topics import LIVE


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(replay)
    app.command()(diff)
    app.command()(promote)


def replay(
    log: LogUrl = DEFAULT_LOG,
    since: Annotated[
        str | None, typer.Option("--from", help="Fetched at or after this date or time.")
    ] = None,
    until: Annotated[str | None, typer.Option("--to", help="Fetched before this.")] = None,
    feed: Annotated[
        list[str] | None, typer.Option("--feed", help="Only this feed (repeatable).")
    ] = None,
    speed: Annotated[
        float | None, typer.Option(help="1 is as it happened, 60 an hour a minute; else at once.")
    ] = None,
    into: Annotated[str, typer.Option(help="The shadow run to fill.")] = "replay",
    file: Annotated[
        list[Path] | None, typer.Option("--file", help="Items from JSON lines, not the archive.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only count what would be replayed.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--drop", help="Drop the shadow run of this name first.")
    ] = False,
    work: Annotated[
        bool, typer.Option("--work/--no-work", help="Also read and tally what was replayed.")
    ] = True,
    folder: Folder = None,
    companies: Companies = None,
) -> None:
    """Replay the archive into a shadow run; go on where a stopped replay was."""
    home = folder or folder_beside(log)
    plan = ReplayPlan(
        into=named(into).run,
        archive=archive_folder(PullSettings(folder=home)),
        folder=home,
        since=_moment("--from", since),
        until=_moment("--to", until),
        feeds=tuple(feed or ()),
        files=tuple(file or ()),
        speed=speed,
        dry_run=dry_run,
    )
    try:
        with opened(log, create=True) as store:
            if fresh:
                drop(store, plan.into, now=_now())
                (home / f"replay-{plan.into}.sqlite").unlink(missing_ok=True)
            result = _replay(store, plan)
            json_line(_told(result))
            _tell_unreadable(result)
            if work and not dry_run and result.finished:
                work_through(log, store, plan.target, companies or ())
    except (ReplayError, RunError, StateError) as error:
        raise UserError(str(error)) from error
    if not dry_run:
        hint = f"regwatch diff {LIVE} {plan.into}; regwatch promote {plan.into}"
        typer.echo(f"next: {hint}", err=True)


def diff(
    a: Annotated[str, typer.Argument(help="A run: live, or a shadow run's name.")],
    b: Annotated[str, typer.Argument(help="The other run.")],
    log: LogUrl = DEFAULT_LOG,
    form: OutputFormat = Format.TABLE,
) -> None:
    """List every company and case that differs between two runs, and why."""
    with opened(log) as store:
        before, after = (
            snapshot(store, topics_of(store, None if run == LIVE else run)) for run in (a, b)
        )
    found = compare(before, after)
    if form is Format.JSON:
        json_line(found)
    else:
        for line in lines(found):
            typer.echo(line)


def promote(
    name: Annotated[str, typer.Argument(help="The run to make live.")],
    log: LogUrl = DEFAULT_LOG,
) -> None:
    """Make a shadow run the live one, without a gap and without alerting again."""
    try:
        with opened(log) as store:
            before = live_run(store)
            done = promote_run(store, named(name).run, now=_now(), by=getpass.getuser())
    except RunError as error:
        raise UserError(str(error)) from error
    json_line(done)
    typer.echo(
        f"run {name!r} is live now. Restart the worker (it takes the live run); the way back is "
        f"`regwatch promote {before}`.",
        err=True,
    )


def _replay(store: Log, plan: ReplayPlan) -> ReplayResult:
    columns = (
        TextColumn("replay"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    # Off a terminal even a bar that goes away leaves an empty line.
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("replay", total=None, rate="")

        def show(done: Done) -> None:
            bar.update(task, completed=done.done, total=done.total, rate=f"{done.rate:,.0f}/s")

        return replay_into(store, plan, now=_now(), on_progress=show)


def _tell_unreadable(result: ReplayResult) -> None:
    """Raises `UserError` where nothing could be read: such a run is not worth promoting."""
    if not result.unreadable:
        return
    if result.unreadable == result.records:
        raise UserError("nothing that was replayed could be read as items: check what --file names")
    typer.echo(f"{result.unreadable} of {result.records} records could not be read", err=True)


def _told(result: ReplayResult) -> dict[str, object]:
    return {
        "run": result.run,
        "records": result.records,
        "items": result.items,
        "unreadable": result.unreadable,
        "resumed": result.resumed,
        "first": result.first,
        "last": result.last,
        "finished": result.finished,
        "by_feed": result.by_feed,
    }


def _moment(option: str, text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{option} {text!r}: give a date like 2024-01-31, or a time like 2024-01-31T06:00"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
