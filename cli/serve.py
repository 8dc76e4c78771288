"""`regwatch run`, `pull`, `worker` and `dashboard`: everything in one process, or each part."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cli.options import DEFAULT_LOG, Companies, LogUrl, UserError, check_address, file_of
from cli.runs import RunName, named, topics_at
from schemas.topics import DEFAULT_PARTITIONS

Partitions = Annotated[
    int | None,
    typer.Option(
        help=f"Partitions of the run's topics (default: as the log has them, else "
        f"{DEFAULT_PARTITIONS}).",
        min=1,
        max=1000,
    ),
]
Feeds = Annotated[
    list[str] | None,
    typer.Option(
        "--feeds",
        help="A TOML or OPML file, a folder of TOML files, an address, or a shipped list "
        "(repeatable).",
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option(help="Where the puller keeps its state and archive (default: beside the log)."),
]
Metrics = Annotated[
    int | None, typer.Option("--metrics", help="Serve Prometheus metrics on this port.")
]
Host = Annotated[str, typer.Option(help="Address to serve on; others than loopback need a token.")]
Port = Annotated[int, typer.Option(help="Port to serve on.", min=0, max=65535)]
Token = Annotated[
    str | None, typer.Option(envvar="REGWATCH_TOKEN", help="What callers must show as a bearer.")
]
Watchlists = Annotated[
    Path | None, typer.Option(help="A TOML file of watchlists.", exists=True, dir_okay=False)
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(run)
    app.command()(pull)
    app.command()(worker)
    app.command()(dashboard)
    app.command()(notify)


def run(
    log: LogUrl = DEFAULT_LOG,
    feeds: Feeds = None,
    host: Host = "127.0.0.1",
    port: Port = 8080,
    token: Token = None,
    folder: Folder = None,
    watchlists: Watchlists = None,
    companies: Companies = None,
    open_: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the dashboard in a browser.")
    ] = True,
    partitions: Partitions = None,
) -> None:
    """Run everything in one process; without --feeds, over the bundled sample feeds."""
    from agents.settings import WorkerSettings
    from cli.together import Plan, together

    topics = topics_at(log, None, partitions)
    plan = Plan(
        worker=WorkerSettings(
            log=log,
            run=topics.run,
            partitions=topics.partitions,
            companies=tuple(companies or ()),
        ),
        feeds=tuple(feeds or ()),
        folder=folder or folder_beside(log),
        host=host,
        port=port,
        token=token,
        watchlists=watchlists,
        model_file=folder_beside(log).parent / "dashboard.db",
        open_browser=open_,
    )
    together(plan)


def pull(
    log: LogUrl = DEFAULT_LOG,
    feeds: Feeds = None,
    folder: Folder = None,
    once: Annotated[bool, typer.Option("--once", help="Poll what is due once, then end.")] = False,
    run: RunName = None,
    partitions: Partitions = None,
    websub: Annotated[
        str | None,
        typer.Option(
            help="Where WebSub hubs reach this puller, as https://host/path: feeds that offer a "
            "hub then tell of news themselves."
        ),
    ] = None,
    websub_listen: Annotated[
        str, typer.Option(help="HOST:PORT to take the hubs' calls on (behind --websub).")
    ] = "127.0.0.1:8081",
    archive_days: Annotated[
        int | None,
        typer.Option(help="Drop archived responses after so many days (default: never).", min=1),
    ] = None,
) -> None:
    """Pull feeds into the log; without --feeds, every feed of the shipped catalog."""
    from cli.pulling import hub_settings, pull_feeds, pull_plan

    topics = topics_at(log, run, partitions)
    home = folder or folder_beside(log)
    plan = pull_plan(topics, tuple(feeds or ()), home, keep_days=archive_days)
    if websub is not None:
        plan = replace(plan, websub=hub_settings(websub, websub_listen))
    summary = pull_feeds(log, plan, once=once)
    typer.echo(f"pull: {summary}", err=True)
    if summary.failed:
        typer.echo("pull: `regwatch feeds list` tells why feeds failed", err=True)


def worker(
    log: LogUrl = DEFAULT_LOG,
    run: RunName = None,
    partitions: Partitions = None,
    instance: Annotated[
        str | None, typer.Option(help="This worker's name among several on Kafka.")
    ] = None,
    metrics: Metrics = None,
    metrics_host: Annotated[
        str, typer.Option(help="The address to serve metrics on.")
    ] = "127.0.0.1",
    companies: Companies = None,
) -> None:
    """Run one worker: read items, resolve events, keep the totals. Stops on Ctrl-C or SIGTERM."""
    from agents.settings import WorkerSettings
    from agents.worker import work
    from broker import connect

    topics = topics_at(log, run, partitions)
    settings = WorkerSettings(
        log=log,
        run=topics.run,
        partitions=topics.partitions,
        instance=instance,
        companies=tuple(companies or ()),
    )
    with closing(connect(log)) as opened:  # its own url shows no password
        typer.echo(f"worker: reading {settings.topics.items.name} on {opened.url}", err=True)
    if metrics:
        check_address(metrics_host, metrics, "--metrics")
    work(settings, metrics=(metrics_host, metrics) if metrics else None)


def dashboard(
    log: LogUrl = DEFAULT_LOG,
    host: Host = "127.0.0.1",
    port: Port = 8080,
    token: Token = None,
    run: RunName = None,
    watchlists: Watchlists = None,
    cors: Annotated[
        list[str] | None, typer.Option(help="An origin that may call the API (repeatable).")
    ] = None,
    rate: Annotated[
        float | None, typer.Option(help="Requests a second that one client may make.")
    ] = None,
    model_file: Annotated[
        Path | None,
        typer.Option(
            help="What was read is kept in this file, so that the next start is quick "
            "(default: beside the log)."
        ),
    ] = None,
) -> None:
    """Serve the API and the page over the topics of a log."""
    from dashboard.server import serve
    from dashboard.settings import Settings, SettingsError

    try:
        Settings(host=host, port=port, token=token)
        check_address(host, port)
        serve(
            log,
            host=host,
            port=port,
            run=named(run).run if run else None,
            token=token,
            cors_origins=tuple(cors or ()),
            rate=rate,
            watchlists=watchlists,
            model_file=model_file or folder_beside(log).parent / "dashboard.db",
            ready=lambda url: typer.echo(f"dashboard: {url}", err=True),
        )
    except SettingsError as error:
        raise UserError(str(error)) from error


def notify(
    watchlists: Annotated[
        Path, typer.Option(help="The TOML file of watchlists and channels.", dir_okay=False)
    ],
    log: LogUrl = DEFAULT_LOG,
    run: RunName = None,
    outbox: Annotated[
        Path | None, typer.Option(help="Where unsent messages are kept (default: beside the log).")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(help="Where people reach the page, for links in messages.")
    ] = None,
) -> None:
    """Deliver the alerts that watchlists ask for: mail, chat, signed webhooks; until Ctrl-C."""
    from dashboard.delivery import notify as deliver
    from dashboard.settings import SettingsError
    from feeds.runs import alerted_before

    try:
        deliver(
            log,
            watchlists=watchlists,
            outbox=outbox or folder_beside(log).parent / "outbox.db",
            run=named(run).run if run else None,
            alerted_before=alerted_before,
            base_url=base_url,
            ready=lambda: typer.echo("notify: following the alerts", err=True),
        )
    except SettingsError as error:
        raise UserError(str(error)) from error


def folder_beside(log: str) -> Path:
    """Where the puller's state and archive live: beside an embedded log, else under var/."""
    file = file_of(log)
    return Path("var/feeds") if file is None else file.parent / "feeds"
