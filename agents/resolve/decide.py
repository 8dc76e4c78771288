"""An operator's decision -> pins on accounts; evidence may add to a decided case, never undo it.

In: the casebook and a decision. Out: the casebook changed, and the decision's own record, which
holds what undoing needs. A pin names the case that an account is in by decision.
"""

from dataclasses import dataclass, field
from typing import Any

from agents.resolve.casebook import Casebook
from agents.resolve.history import Cause
from agents.resolve.intake import Moves
from schemas.decision import Decision


@dataclass(slots=True)
class Decided:
    """What deciding did: mentions moved, the record to keep, the note for the history."""

    record: dict[str, Any]
    note: str
    moves: Moves = field(default_factory=Moves)
    words: dict[str, str] = field(default_factory=dict)

    def causes(self, decision: Decision) -> dict[str, Cause]:
        """The history entry's word for each case concerned."""
        return {
            case: Cause(id=f"decision:{decision.id}", at=decision.at, what=what, note=self.note)
            for case, what in self.words.items()
        }


def decide(book: Casebook, decision: Decision) -> Decided:
    """Apply `decision`. Raises `ValueError` where it names a case or mention that is not known."""
    raise ValueError(f"decision {decision.id}: not known here")
