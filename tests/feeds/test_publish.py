"""Crashes between the steps of publishing: nothing lost, nothing doubled."""

from pathlib import Path
from typing import Any

import pytest

from broker.log import BrokerError, Log
from feeds.archive import ArchiveIndex, read_exchange
from feeds.messages import item_message
from feeds.publish import Publication, Publisher
from feeds.state.store import StateError, StateStore, Step
from schemas.item import Item
from schemas.topics import Topics
from tests.feeds.conftest import START, Bench, Reply, Site, entry, feed, rss


class Killed(BaseException):
    """Stands for the end of the process at this point."""


class DyingLog:
    """A real log whose next append ends the process, before or after it is durable."""

    def __init__(self, log: Log, *, after: bool) -> None:
        self._log = log
        self._after = after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def append(self, messages: Any) -> None:
        """Append or not, then die."""
        if self._after:
            self._log.append(messages)
        raise Killed


def steps(*numbers: int) -> list[Step]:
    """A step with one item each."""
    return [
        Step(
            feed="f",
            messages=(item_message(Item(id=f"i{number}", title="t"), Topics(), START),),
            at=START,
        )
        for number in numbers
    ]


@pytest.mark.parametrize("after", [False, True], ids=["before the append", "after the append"])
def test_a_death_around_the_append_loses_and_doubles_nothing(
    log: Log, tmp_path: Path, after: bool
) -> None:
    """The outbox is published on the next start, unless the log has it already."""
    log.ensure(Topics().all())
    store = StateStore.open(tmp_path / "state.sqlite")
    todo = [Publication(step=step) for step in steps(1, 2, 3)]
    with pytest.raises(Killed):
        Publisher(DyingLog(log, after=after), store).publish(todo)
    store.close()
    store = StateStore.open(tmp_path / "state.sqlite")
    sent = Publisher(log, store).resume()
    again = Publisher(log, store).resume()
    keys = sorted(
        (record.key or b"").decode()
        for batch in log.read([Topics().items.name])
        for record in batch
    )
    store.close()
    assert (sent, again, keys) == (0 if after else 3, 0, ["i1", "i2", "i3"])


def test_a_log_out_of_reach_keeps_everything_for_later(log: Log, tmp_path: Path) -> None:
    """A broker error leaves the messages in the outbox, in their order."""

    class Away(DyingLog):
        def append(self, messages: Any) -> None:
            raise BrokerError("no route to the log")

    log.ensure(Topics().all())
    store = StateStore.open(tmp_path / "state.sqlite")
    with pytest.raises(BrokerError):
        Publisher(Away(log, after=False), store).publish(
            [Publication(step=step) for step in steps(1, 2)]
        )
    waiting = [message.key for _, message in store.outbox()]
    store.close()
    assert waiting == [b"i1", b"i2"]


async def test_what_was_published_stands_in_the_archive(bench: Bench, site: Site) -> None:
    """The response behind the items can be read back, headers, time and bytes."""
    body = rss(entry(1))
    site.pages["/feed"] = Reply(body, headers={"ETag": '"x"', "Content-Type": "text/xml"})
    source = feed(f"{site.url}/feed")
    await bench.once(source)
    await bench.again(source)
    folder = bench.folder / "archive"
    index = ArchiveIndex.open(folder)
    places = list(index.find())
    index.close()
    exchange = read_exchange(folder, places[0])
    assert (
        len(places),
        places[0].items,
        exchange.body,
        exchange.headers["etag"],
        exchange.fetched,
        exchange.feed,
    ) == (1, 1, body.encode(), '"x"', START, source)


def test_a_second_puller_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    """Two pullers would double every request; the second is told what to do."""
    first = StateStore.open(tmp_path / "state.sqlite")
    with pytest.raises(StateError, match="another regwatch pull uses it"):
        StateStore.open(tmp_path / "state.sqlite")
    reader = StateStore.open(tmp_path / "state.sqlite", writer=False)
    reader.close()
    first.close()
