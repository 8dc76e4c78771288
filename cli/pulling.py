"""Pulling as the commands do it: from options to a summary, with errors a user can act on."""

import asyncio
import datetime as dt
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from broker import Log, connect
from cli.options import UserError
from feeds.archive import ArchiveError, Rotation
from feeds.catalog import CatalogError, shipped
from feeds.outcome import Outcome
from feeds.service import PullPlan, pull
from feeds.settings import PullSettings
from feeds.state.store import StateError
from feeds.summary import Summary
from feeds.websub import WebSubSettings
from schemas.topics import Topics


def pull_plan(
    topics: Topics, sources: tuple[str, ...], folder: Path, *, keep_days: int | None = None
) -> PullPlan:
    """What to pull: `sources`, or nothing named for the sample feeds; state under `folder`.

    `keep_days` None keeps the archive for ever.
    """
    keep = None if keep_days is None else dt.timedelta(days=keep_days)
    settings = PullSettings(folder=folder)
    return PullPlan(feeds=sources, topics=topics, settings=settings, rotation=Rotation(keep=keep))


def hub_settings(callback: str, listen: str) -> WebSubSettings:
    """Where hubs call, and where their calls are taken. Raises `UserError` for what is neither."""
    if urlsplit(callback).scheme not in {"http", "https"} or not urlsplit(callback).hostname:
        raise UserError(f"--websub {callback!r}: give an address as https://host/path")
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise UserError(f"--websub-listen {listen!r}: give HOST:PORT")
    return WebSubSettings(callback=callback, host=host.strip("[]"), port=int(port))


def pull_feeds(url: str, plan: PullPlan, *, once: bool) -> Summary:
    """Pull into the log at `url` until Ctrl-C or SIGTERM, or once; nothing named, all shipped."""
    if not plan.feeds:
        plan = replace(plan, feeds=tuple(shipped().values()))
    log = connect(url)
    try:
        log.ensure(plan.topics.all())
        return asyncio.run(_until_signal(log, plan, once=once))
    finally:
        log.close()


async def pull_until(
    log: Log,
    plan: PullPlan,
    stop: asyncio.Event,
    *,
    once: bool = False,
    on_outcome: Callable[[Outcome], None] = lambda _outcome: None,
) -> Summary:
    """Pull until `stop` is set. Raises `UserError` for feeds or a folder that cannot be used."""
    try:
        return await pull(log, plan, stop, once=once, on_outcome=on_outcome)
    except (CatalogError, StateError, ArchiveError) as error:
        raise UserError(str(error)) from error


async def _until_signal(log: Log, plan: PullPlan, *, once: bool) -> Summary:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return await pull_until(log, plan, stop, once=once)
