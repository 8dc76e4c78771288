"""A document and what was seen before -> the items to publish. Pure.

New entries become revision 1, edited ones the next revision of the same id, unchanged ones
nothing. An entry that is missing counts as deleted only where the publisher says so: by a
tombstone, or by `removals = true` in the catalog.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from feeds.catalog import Feed
from feeds.identity import content_hash, item_id
from feeds.parse.document import Document, Entry
from schemas.dead_letter import DeadLetter
from schemas.item import Item

MIN_FOR_RATE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is remembered of one entry. `published` is the date its item carried."""

    hash: str
    revision: int = 1
    deleted: bool = False
    published: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One item to publish, and what to remember of it.

    `letter` is published instead where the item is too large for the log.
    """

    item: Item
    hash: str
    letter: DeadLetter | None = None

    @property
    def seen(self) -> Seen:
        """What to remember once it is published."""
        item = self.item
        return Seen(
            hash=self.hash,
            revision=item.revision,
            deleted=item.deleted,
            published=item.published,
        )


def revise(
    feed: Feed, document: Document, seen: Mapping[str, Seen], fetched: dt.datetime
) -> list[Revision]:
    """The revisions that `document`, fetched at `fetched`, brings; oldest first."""
    entries = identified(feed.id, document.entries)
    found = [
        revision
        for key, entry in reversed(entries.items())
        if (revision := _revision(feed, key, entry, seen.get(key), fetched))
    ]
    if feed.removals:
        found += [_gone(feed, key, seen[key], fetched) for key in _missing(entries, seen)]
    return sorted(found, key=lambda revision: revision.item.published or fetched)


def identified(feed_id: str, entries: Sequence[Entry]) -> dict[str, Entry]:
    """`entries` by item id, in document order; of two with one id the first is kept.

    A guid that one document gives to several stories names none of them: their links do.
    """
    guids = Counter(entry.guid for entry in entries if entry.guid and not entry.deleted)
    links: dict[str | None, set[str | None]] = {}
    for entry in entries:
        links.setdefault(entry.guid, set()).add(entry.link)
    result: dict[str, Entry] = {}
    for entry in entries:
        shared = guids.get(entry.guid or "", 0) > 1 and len(links[entry.guid]) > 1
        named = replace(entry, guid=None) if shared and not entry.deleted else entry
        result.setdefault(item_id(feed_id, named), entry)
    return result


def _revision(
    feed: Feed, key: str, entry: Entry, seen: Seen | None, fetched: dt.datetime
) -> Revision | None:
    if entry.deleted:
        known = seen is not None and not seen.deleted
        return _gone(feed, key, seen, fetched) if known and seen else None
    digest = content_hash(entry)
    if seen is not None and seen.hash == digest and not seen.deleted:
        return None
    item = _item(feed, key, entry, fetched)
    if seen is not None:
        published = item.published or seen.published
        item = replace(item, revision=seen.revision + 1, published=published)
    return Revision(item=item, hash=digest)


def _item(feed: Feed, key: str, entry: Entry, fetched: dt.datetime) -> Item:
    return Item(
        id=key,
        title=entry.title,
        summary=entry.summary,
        body=entry.body,
        url=entry.link,
        publisher=feed.publisher,
        published=min(entry.published, fetched) if entry.published else None,
        fetched=fetched,
        lang=entry.lang or feed.language or None,
        feed=feed.id,
    )


def _gone(feed: Feed, key: str, seen: Seen, fetched: dt.datetime) -> Revision:
    item = Item(
        id=key,
        publisher=feed.publisher,
        published=seen.published,
        fetched=fetched,
        feed=feed.id,
        revision=seen.revision + 1,
        deleted=True,
    )
    return Revision(item=item, hash="")


def _missing(entries: Mapping[str, Entry], seen: Mapping[str, Seen]) -> Iterator[str]:
    """Ids younger than the oldest entry shown that are shown no more: not merely rolled off."""
    dates = [entry.published for entry in entries.values() if entry.published]
    if not dates:
        return
    oldest = min(dates)
    for key, known in seen.items():
        young = known.published is not None and known.published > oldest
        if young and key not in entries and not known.deleted:
            yield key


def measured_rate(document: Document) -> float | None:
    """Entries a week over the span that the document shows; None if too few are dated."""
    dates = sorted(entry.published for entry in document.entries if entry.published)
    if len(dates) < MIN_FOR_RATE:
        return None
    span = max(dates[-1] - dates[0], dt.timedelta(hours=1))
    return (len(dates) - 1) / (span / dt.timedelta(weeks=1))


def newest(document: Document, fetched: dt.datetime) -> dt.datetime | None:
    """The date of the newest entry, never later than `fetched`."""
    dates = [entry.published for entry in document.entries if entry.published]
    return min(max(dates), fetched) if dates else None
