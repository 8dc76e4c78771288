"""Archived responses and item files -> the same steps a puller would have taken.

A `Source` is one thing to replay; `Rehearsal` turns batches of them into steps for the publisher,
remembering entries as the puller did, in the replay's own state file.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from feeds.archive import ArchiveError, Exchange, Place, read_exchange
from feeds.fetch import Response
from feeds.fulltext import fill
from feeds.messages import item_message, letter_message, revision_message
from feeds.outcome import read
from feeds.oversize import checked, refusal
from feeds.parse import ParseError
from feeds.revise import Revision, Seen, identified, revise
from feeds.settings import PullSettings
from feeds.state.store import StateStore, Step
from schemas.item import Item
from schemas.item_file import BadLine, read_items
from schemas.topics import Topics

_EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One archived response, or one line of an item file.

    `publishes` is False for responses from before the replay's window: they are only remembered,
    so that what was known then is not told as news. `items` is how many items it told.
    """

    when: dt.datetime | None
    feed: str
    items: int = 1
    publishes: bool = True
    place: Place | None = None
    folder: Path = field(default_factory=Path)
    item: Item | None = None


def archived(folder: Path, places: Iterable[Place], *, publishes: bool) -> Iterator[Source]:
    """The responses at `places` of the archive in `folder`."""
    for place in places:
        yield Source(
            when=place.when,
            feed=place.feed,
            items=place.items,
            publishes=publishes,
            place=place,
            folder=folder,
        )


def filed(
    files: Sequence[Path],
    since: dt.datetime | None,
    until: dt.datetime | None,
    feeds: Sequence[str],
) -> Iterator[Source]:
    """The items of JSON lines files, in file order; a line that is no item is one to skip."""
    for path in files:
        with path.open("rb") as lines:
            for item in read_items(lines):
                if isinstance(item, BadLine):
                    yield Source(when=None, feed="", items=0)
                    continue
                when = item.fetched or item.published
                early = since is not None and when is not None and when < since
                late = until is not None and when is not None and when >= until
                if not early and not late and (not feeds or item.feed in feeds):
                    yield Source(when=when, feed=item.feed or "", item=item)


class Rehearsal:
    """Turns sources into steps. `unreadable` counts those that nothing could be made of."""

    def __init__(self, topics: Topics, store: StateStore) -> None:
        self._topics = topics
        self._store = store
        self._settings = PullSettings()
        self._overlay: dict[str, dict[str, Seen]] = {}
        self.unreadable = 0

    def steps(self, batch: Sequence[Source]) -> Iterator[Step]:
        """One step a source; to be written before the next batch is asked for."""
        self._overlay = {}
        for source in batch:
            if source.item is not None:
                yield self._filed(source, source.item)
            elif source.place is not None:
                yield self._archived(source, source.place)
            else:
                self.unreadable += 1
                yield Step(feed=source.feed, at=_EPOCH)

    def items_of(self, step: Step) -> int:
        """How many items `step` publishes; letters are not counted."""
        return sum(message.topic == self._topics.items.name for message in step.messages)

    @staticmethod
    def marked(step: Step, name: str, mark: Mapping[str, object]) -> Step:
        """`step`, storing `mark` under `name` in the same transaction."""
        return replace(step, mark=(name, mark))

    def _filed(self, source: Source, item: Item) -> Step:
        at = source.when or _EPOCH
        letter = refusal(item, at)
        message = (
            item_message(item, self._topics, at)
            if letter is None
            else letter_message(letter, self._topics, at)
        )
        return Step(feed=source.feed, messages=(message,), at=at)

    def _archived(self, source: Source, place: Place) -> Step:
        at = place.when
        try:
            revisions, shown = self._revisions(read_exchange(source.folder, place))
        except (ParseError, ArchiveError):
            self.unreadable += 1
            return Step(feed=source.feed, at=at)
        seen = {revision.item.id: revision.seen for revision in revisions}
        self._overlay.setdefault(source.feed, {}).update(seen)
        told = revisions if source.publishes else ()
        return Step(
            feed=source.feed,
            seen=seen,
            shown=shown,
            messages=tuple(revision_message(checked(r, at), self._topics, at) for r in told),
            at=at,
        )

    def _revisions(self, exchange: Exchange) -> tuple[tuple[Revision, ...], tuple[str, ...]]:
        feed = exchange.feed
        response = Response(
            url=exchange.url,
            status=exchange.status,
            headers=exchange.headers,
            body=exchange.body,
        )
        document = read(feed, response, self._settings)
        shown = tuple(identified(feed.id, document.entries))
        known = self._store.seen(feed.id, None if feed.removals else shown)
        known.update(self._overlay.get(feed.id, {}))
        return fill(tuple(revise(feed, document, known, exchange.fetched)), exchange.pages), shown
