"""Reading or decision -> everything that follows from it: cases, placements, tallies, alerts.

Resolve, tally and alert work on the same partition of the same company, over one store, so they are
one step here: the agent and the in-process pipeline both call `settle`.
"""

from dataclasses import dataclass

from agents.alert import alerts
from agents.resolve import Outcome, ResolveSettings, Store, resolve
from agents.tally import fold
from schemas.alert import Alert
from schemas.decision import Decision
from schemas.mention import Reading
from schemas.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What one event changed."""

    outcome: Outcome
    tallies: list[Tally]
    alerts: list[Alert]


def settle(store: Store, event: Reading | Decision, settings: ResolveSettings) -> Settled:
    """Resolve `event`, fold the tally, derive the alerts; delivered again, the same again."""
    outcome = resolve(store, event, settings)
    return Settled(outcome=outcome, tallies=fold(store, outcome), alerts=alerts(outcome))
