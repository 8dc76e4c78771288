"""The whole pipeline in one process, no log: items in, cases and tallies out.

The same pure functions as the agents', over dicts. `regwatch tally` is this.
"""

from collections.abc import Iterable

from agents.classify.memory import Reads, classify
from agents.ledger import Settled, settle
from agents.resolve import ResolveSettings
from schemas.case import Case, Placement
from schemas.decision import Decision
from schemas.item import Item
from schemas.tally import Tally


class Pipeline:
    """Feed it items; it holds the present cases, placements and tallies."""

    def __init__(self, reader: Reads, settings: ResolveSettings) -> None:
        self._reader = reader
        self._settings = settings
        self._memory: dict[str, bytes] = {}
        self._casebook: dict[str, bytes] = {}
        self.cases: dict[str, Case] = {}
        self.placements: dict[str, Placement] = {}
        self.tallies: dict[str, Tally] = {}

    def feed(self, item: Item) -> list[Settled]:
        """Take one item through all stages; gives what changed, one entry a group named."""
        found = classify(item, self._reader, self._memory)
        return [self._keep(settle(self._casebook, one, self._settings)) for one in found]

    def feed_all(self, items: Iterable[Item]) -> None:
        """Take every item through, in the order given."""
        for item in items:
            self.feed(item)

    def decide(self, decision: Decision) -> Settled:
        """Apply an operator's decision."""
        return self._keep(settle(self._casebook, decision, self._settings))

    def _keep(self, settled: Settled) -> Settled:
        self.cases.update((case.id, case) for _before, case in settled.outcome.cases)
        self.placements.update((p.mention.id, p) for p in settled.outcome.placements)
        for mention in settled.outcome.removed:
            self.placements.pop(mention, None)
        self.tallies.update((tally.group, tally) for tally in settled.tallies)
        return settled
