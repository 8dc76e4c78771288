"""Items larger than the log takes: each becomes a dead letter, so that it holds up no other.

A log refuses such a record however often it is tried, which looks like an outage to a publisher:
it would wait for ever, with everything that was pulled since behind it. Pure.
"""

import datetime as dt
import hashlib
from dataclasses import replace

from feeds.outcome import Outcome
from feeds.revise import Revision
from schemas.codec import encode
from schemas.dead_letter import DeadLetter
from schemas.item import Item

# Kafka's topics take records of 4 MiB, key and framing included.
MAX_ITEM_BYTES = 3 * 1024 * 1024
_MOST_BYTES_A_CHARACTER = 6  # a control character is \u00XX in JSON
_RAW = 64 * 1024
_SHOWN = 200


def without_oversized(outcome: Outcome) -> Outcome:
    """`outcome` with letters in place of the items that are too large to publish."""
    return replace(
        outcome, revisions=tuple(checked(each, outcome.at) for each in outcome.revisions)
    )


def checked(revision: Revision, at: dt.datetime) -> Revision:
    """`revision`, with the letter to publish instead if its item is too large."""
    letter = refusal(revision.item, at)
    return revision if letter is None else replace(revision, letter=letter)


def refusal(item: Item, at: dt.datetime) -> DeadLetter | None:
    """The letter about `item` if it is too large for the log; the same item gives the same one."""
    texts = (item.id, item.title, item.summary, item.body, item.url or "", item.publisher or "")
    if sum(map(len, texts)) * _MOST_BYTES_A_CHARACTER < MAX_ITEM_BYTES // 2:
        return None  # as good as all items: they are not encoded twice
    raw = encode(item)
    size = len(raw) + len(item.id.encode())
    if size <= MAX_ITEM_BYTES:
        return None
    origin = f"oversized\x00{item.id}\x00{item.revision}\x00".encode() + raw
    return DeadLetter(
        id=hashlib.blake2b(origin, digest_size=12).hexdigest(),
        stage="feeds",
        error=f"the item has {size} bytes; the log takes at most {MAX_ITEM_BYTES} of one item",
        detail=f"feed {item.feed}, item {item.id[:_SHOWN]}: {item.title[:_SHOWN]}",
        key=item.id[:_SHOWN],
        raw=raw[:_RAW],
        at=at,
    )
