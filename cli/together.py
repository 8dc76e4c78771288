"""Everything in one process: sample feeds, puller, worker, dashboard and a terminal to watch.

The worker owns the main thread and the signals; the others run in threads beside it and end when
it ends.
"""

import asyncio
import os
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from agents.settings import WorkerSettings
from agents.worker import prepare, work
from broker import Log, connect
from cli.options import UserError, check_address
from cli.pulling import pull_plan, pull_until
from cli.terminal import Watch
from dashboard.server import serve
from dashboard.settings import Settings, SettingsError
from feeds.catalog import CatalogError, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What `regwatch run` was asked for; no `feeds` means the bundled sample feeds."""

    worker: WorkerSettings
    feeds: tuple[str, ...]
    folder: Path
    host: str
    port: int
    token: str | None
    watchlists: Path | None
    model_file: Path
    open_browser: bool


@dataclass(slots=True)
class _Threads:
    """The threads beside the worker, ended together."""

    errors: Console
    stop: threading.Event = field(default_factory=threading.Event)
    running: list[threading.Thread] = field(default_factory=list)

    def start(self, name: str, body: Callable[[], object]) -> None:
        """Run `body` in a thread of its own; what it raises is told, and the others go on."""

        def guarded() -> None:
            try:
                body()
            except Exception as error:  # the boundary of a thread: nobody else would tell
                self.errors.print(f"{name} stopped: {error}", style="red", markup=False)

        thread = threading.Thread(target=guarded, name=name, daemon=True)
        self.running.append(thread)
        thread.start()

    def end(self) -> None:
        """Ask all to stop, and wait for them a while."""
        self.stop.set()
        deadline = time.monotonic() + 10
        for thread in self.running:
            thread.join(timeout=max(0.1, deadline - time.monotonic()))


def together(plan: Plan) -> None:
    """Run until Ctrl-C or SIGTERM. Ends the process, as the worker does."""
    topics = plan.worker.topics
    console = Console(soft_wrap=True)
    _check(plan)
    prepare(plan.worker)
    with ExitStack() as stack:
        log = stack.enter_context(_open(plan.worker.log))
        threads = _Threads(Console(stderr=True, soft_wrap=True))
        stack.callback(threads.end)
        watch = Watch(log, topics, console)
        threads.start("terminal", lambda: watch.follow(threads.stop.is_set))
        threads.start("dashboard", lambda: _serve(plan, console, threads.stop))
        threads.start("puller", lambda: asyncio.run(_pull(log, plan, threads.stop)))
        source = ", ".join(plan.feeds) or "the bundled sample feeds"
        console.print(f"regwatch: {source} into {plan.worker.log}; Ctrl-C ends", markup=False)
        work(plan.worker)


def _check(plan: Plan) -> None:
    """End before anything starts where a part could not: nobody would see one thread's error."""
    try:
        Settings(host=plan.host, port=plan.port, token=plan.token)
        if plan.feeds:
            load(plan.feeds)
    except (SettingsError, CatalogError) as error:
        raise UserError(str(error)) from error
    check_address(plan.host, plan.port)


@contextmanager
def _open(url: str) -> Iterator[Log]:
    log = connect(url)
    try:
        yield log
    finally:
        log.close()


async def _pull(log: Log, plan: Plan, stop: threading.Event) -> None:
    ended = asyncio.Event()

    async def wait() -> None:
        await asyncio.to_thread(stop.wait)
        ended.set()

    waiting = asyncio.create_task(wait())
    await pull_until(log, pull_plan(plan.worker.topics, plan.feeds, plan.folder), ended)
    await waiting


def _serve(plan: Plan, console: Console, stop: threading.Event) -> None:
    def ready(url: str) -> None:
        console.print(f"dashboard: {url}")
        if plan.open_browser and _has_screen():
            webbrowser.open(url)

    serve(
        plan.worker.log,
        host=plan.host,
        port=plan.port,
        partitions=plan.worker.partitions,
        token=plan.token,
        watchlists=plan.watchlists,
        model_file=plan.model_file,
        stop=stop.is_set,
        ready=ready,
    )


def _has_screen() -> bool:
    """Whether a browser can show itself: on a bare server one of text would take the terminal."""
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.stdout.isatty() and (bool(named) or sys.platform in {"darwin", "win32"})
