"""Item -> readings, remembering which groups each item named, so that an edit can take back.

The memory is a mapping of item id to a small JSON value; only items that named somebody are in it.
"""

from collections.abc import MutableMapping, Sequence
from typing import Protocol

import orjson

from schemas.item import Item
from schemas.mention import Mention, Reading


class Reads(Protocol):
    """The reader as this stage needs it."""

    def read(self, item: Item) -> list[Mention]:
        """Every event that the item tells; never raises on any text."""
        ...


def classify(item: Item, reader: Reads, memory: MutableMapping[str, bytes]) -> list[Reading]:
    """What `item` says, one reading a group, empty ones for groups that it no longer names.

    An older revision than the one known says nothing. The same revision again gives the same
    readings, for the value remembers what was known before it.
    """
    known = orjson.loads(memory.get(item.id) or b"{}")
    if known.get("revision", 0) > item.revision:
        return []
    again = known.get("revision") == item.revision
    before = known.get("before", []) if again else known.get("groups", [])
    result = readings(item, [] if item.deleted else reader.read(item), before)
    if known or result:
        named = sorted({reading.group for reading in result if reading.mentions})
        value = {"revision": item.revision, "groups": named, "before": before}
        memory[item.id] = orjson.dumps(value)
    return result


def readings(item: Item, mentions: Sequence[Mention], before: Sequence[str]) -> list[Reading]:
    """The item's mentions by group in order of name, and an empty reading for each gone group."""
    groups: dict[str, list[Mention]] = {group: [] for group in before}
    for mention in mentions:
        groups.setdefault(mention.group, []).append(mention)
    return [
        Reading(
            item=item.id,
            revision=item.revision,
            group=group,
            mentions=tuple(groups[group]),
            title=item.title,
            url=item.url,
            publisher=item.publisher,
            published=item.published or item.fetched,
        )
        for group in sorted(groups)
    ]
