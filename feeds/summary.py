"""Summary: what a puller did so far."""

from dataclasses import dataclass

from feeds.interpret import Verdict
from feeds.outcome import Outcome


@dataclass(slots=True, kw_only=True)
class Summary:
    """Counts of polls and of what came of them.

    `slowest` is the longest time from a response to the log, in seconds.
    """

    polled: int = 0
    unchanged: int = 0
    items: int = 0
    revisions: int = 0
    deleted: int = 0
    failed: int = 0
    throttled: int = 0
    gone: int = 0
    letters: int = 0
    received: int = 0
    resumed: int = 0
    slowest: float = 0.0

    def count(self, outcome: Outcome) -> None:
        """Add one poll."""
        self.polled += 1
        self.unchanged += outcome.verdict is Verdict.UNCHANGED
        self.failed += outcome.verdict is Verdict.FAILED
        self.throttled += outcome.verdict is Verdict.THROTTLED
        self.gone += outcome.verdict is Verdict.GONE
        self.letters += outcome.letter is not None
        self.received += outcome.response.size if outcome.response else 0
        for revision in outcome.revisions:
            if revision.letter is not None:
                self.letters += 1
                continue
            self.items += revision.item.revision == 1
            self.deleted += revision.item.deleted
            self.revisions += revision.item.revision > 1 and not revision.item.deleted
