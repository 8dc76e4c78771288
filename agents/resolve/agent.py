"""The resolve agent: readings and decisions in; cases, placements, tallies and alerts out."""

import time
from collections.abc import Iterator, Sequence

from agents import metrics
from agents.ledger import Settled, settle
from agents.resolve import ResolveSettings, Store
from agents.stage import Message, Output
from schemas.codec import decode
from schemas.decision import Decision
from schemas.group import group_key
from schemas.mention import Reading
from schemas.topics import Topics


class Resolve:
    """The stage's work over its table: bytes of a `Reading` or `Decision` -> outputs."""

    def __init__(self, store: Store, topics: Topics, settings: ResolveSettings) -> None:
        self._store = store
        self._topics = topics
        self._settings = settings
        self._decisions = topics.decisions.name

    def __call__(self, message: Message) -> Sequence[Output]:
        """Raises `DecodeError` for bytes that are neither."""
        raw = message.value or b""
        decided = message.topic == self._decisions
        event: Reading | Decision = decode(Decision, raw) if decided else decode(Reading, raw)
        settled = settle(self._store, event, self._settings)
        for alert in settled.alerts:
            metrics.ALERTS.labels(type=alert.type, kind=alert.kind).inc()
        if settled.outcome.cases and not decided:
            metrics.ITEM_AGE.observe(max(0.0, time.time() - message.timestamp))
        return list(outputs(settled, self._topics))


def outputs(settled: Settled, topics: Topics) -> Iterator[Output]:
    """The records to send for what was settled: evidence first, alerts last."""
    for placement in settled.outcome.placements:
        yield Output(topic=topics.placements.name, key=placement.mention.id, record=placement)
    for mention in settled.outcome.removed:
        yield Output(topic=topics.placements.name, key=mention, record=None)
    for _before, case in settled.outcome.cases:
        yield Output(topic=topics.cases.name, key=case.id, record=case)
    for tally in settled.tallies:
        yield Output(topic=topics.tallies.name, key=group_key(tally.group), record=tally)
    for alert in settled.alerts:
        yield Output(topic=topics.alerts(alert.kind).name, key=group_key(alert.group), record=alert)
