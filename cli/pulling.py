"""One puller with its state and archive, from options to a clean end."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from broker import Log, connect
from cli.options import UserError
from feeds.archive import ArchiveError, ArchiveWriter
from feeds.catalog import Catalog, CatalogError, load
from feeds.outcome import Outcome
from feeds.pull import Puller
from feeds.settings import PullSettings
from feeds.state.store import StateError, StateStore
from feeds.summary import Summary
from schemas.topics import Topics


def pull_feeds(
    url: str, topics: Topics, sources: tuple[str, ...], folder: Path, *, once: bool
) -> Summary:
    """Pull `sources` into the log at `url` until Ctrl-C or SIGTERM, or once."""
    catalog = load_catalog(sources)
    log = connect(url)
    try:
        log.ensure(topics.all())
        with puller(log, topics, catalog, folder) as make:
            return asyncio.run(_once(make) if once else _until_signal(make))
    finally:
        log.close()


def load_catalog(sources: tuple[str, ...]) -> Catalog:
    """The feeds of `sources`, or of the shipped catalog."""
    try:
        return load(sources)
    except CatalogError as error:
        raise UserError(str(error)) from error


@contextmanager
def puller(
    log: Log,
    topics: Topics,
    catalog: Catalog,
    folder: Path,
    settings: PullSettings | None = None,
    on_outcome: Callable[[Outcome], None] = lambda _outcome: None,
) -> Iterator[Callable[[], Puller]]:
    """A maker of the puller (to be called in its event loop), over opened state and archive."""
    try:
        state = StateStore.open(folder / "state.db")
    except StateError as error:
        raise UserError(str(error)) from error
    try:
        archive = ArchiveWriter(folder / "archive")
        yield lambda: Puller(
            catalog, log, state, archive, settings, topics=topics, on_outcome=on_outcome
        )
        archive.close()
    except ArchiveError as error:
        raise UserError(str(error)) from error
    finally:
        state.close()


async def pull_until(make: Callable[[], Puller], stop: asyncio.Event) -> Summary:
    """Pull until `stop` is set."""
    pulling = make()
    try:
        return await pulling.run(stop)
    finally:
        await pulling.close()


async def _once(make: Callable[[], Puller]) -> Summary:
    pulling = make()
    try:
        return await pulling.once()
    finally:
        await pulling.close()


async def _until_signal(make: Callable[[], Puller]) -> Summary:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return await pull_until(make, stop)
