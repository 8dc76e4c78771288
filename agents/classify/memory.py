"""Item -> readings, remembering which groups each item named, so that an edit can take back.

The memory is a mapping of item id to a small JSON value; only items that named somebody are in it.
"""

from collections.abc import MutableMapping
from typing import Protocol

import orjson

from agents.classify.revisions import readings
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
