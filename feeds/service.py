"""Everything pulling needs, opened and closed: what `regwatch pull` and `regwatch run` call.

In: a log, which feeds, where to keep state and archive. Out: a summary at the end. Without any
feeds named, the bundled sample feeds are served on loopback and pulled like any other.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from broker.log import Log
from feeds.archive import ArchiveWriter, Rotation
from feeds.catalog import Catalog, load
from feeds.outcome import Outcome
from feeds.pull import Puller
from feeds.sample.server import SampleServer
from feeds.settings import PullSettings
from feeds.state.store import StateStore
from feeds.summary import Summary
from feeds.websub import WebSubSettings
from schemas.topics import Topics

STATE_FILE = "state.sqlite"
ARCHIVE_FOLDER = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class PullPlan:
    """What to pull and where to keep what. `feeds` empty means the sample feeds.

    `websub` needs an address that hubs can reach; without it hubs are left alone.
    """

    feeds: Sequence[str | Path] = ()
    settings: PullSettings = field(default_factory=PullSettings)
    rotation: Rotation = field(default_factory=Rotation)
    topics: Topics = field(default_factory=Topics)
    sample_port: int = 0
    websub: WebSubSettings | None = None


def state_file(settings: PullSettings) -> Path:
    """Where the state stands."""
    return settings.folder / STATE_FILE


def archive_folder(settings: PullSettings) -> Path:
    """Where the archive stands."""
    return settings.folder / ARCHIVE_FOLDER


@contextlib.asynccontextmanager
async def catalog_of(plan: PullPlan) -> AsyncIterator[Catalog]:
    """The feeds of `plan`; the sample server runs as long as they are used."""
    if plan.feeds:
        yield load(plan.feeds)
        return
    async with SampleServer(port=plan.sample_port) as server:
        yield server.catalog


@contextlib.asynccontextmanager
async def puller(
    log: Log, plan: PullPlan, *, on_outcome: Callable[[Outcome], None] = lambda _: None
) -> AsyncIterator[Puller]:
    """A puller for `plan` with its state and archive open.

    Raises `CatalogError`, `StateError` (another puller has the folder) and `ArchiveError`.
    """
    async with catalog_of(plan) as catalog:
        with contextlib.ExitStack() as stack:
            store = StateStore.open(state_file(plan.settings))
            stack.callback(store.close)
            archive = ArchiveWriter(archive_folder(plan.settings), plan.rotation)
            stack.callback(archive.close)
            made = Puller(
                catalog,
                log,
                store,
                archive,
                plan.settings,
                topics=plan.topics,
                on_outcome=on_outcome,
                websub=plan.websub,
            )
            try:
                yield made
            finally:
                await made.close()


async def pull(
    log: Log,
    plan: PullPlan,
    stop: asyncio.Event,
    *,
    once: bool = False,
    on_outcome: Callable[[Outcome], None] = lambda _: None,
) -> Summary:
    """Pull until `stop` is set, or once through everything that is due."""
    async with puller(log, plan, on_outcome=on_outcome) as made:
        return await (made.once() if once else made.run(stop))
