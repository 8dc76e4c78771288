"""The classify agent: items in, readings out, keyed by group so that a company's readings meet."""

from collections.abc import MutableMapping, Sequence

from agents import metrics
from agents.classify.memory import Reads, classify
from agents.stage import Message, Output
from schemas.codec import decode
from schemas.group import group_key
from schemas.item import Item
from schemas.topics import Topics


class Classify:
    """The stage's work over its table: bytes of an `Item` -> `Reading` outputs."""

    def __init__(self, reader: Reads, memory: MutableMapping[str, bytes], topics: Topics) -> None:
        self._reader = reader
        self._memory = memory
        self._mentions = topics.mentions.name

    def __call__(self, message: Message) -> Sequence[Output]:
        """Raises `DecodeError` for bytes that are no item."""
        item = decode(Item, message.value or b"")
        found = classify(item, self._reader, self._memory)
        for reading in found:
            for mention in reading.mentions:
                metrics.MENTIONS.labels(kind=mention.kind).inc()
                metrics.CONFIDENCE.labels(kind=mention.kind).observe(mention.confidence)
        return [
            Output(topic=self._mentions, key=group_key(reading.group), record=reading)
            for reading in found
        ]
