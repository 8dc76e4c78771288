"""Mention -> case: is this an event we already know?

Reading or decision in, `Outcome` out: changed cases, placements, notices. `resolve` is the entry;
`account` and `profile` say what mentions tell, `compare` weighs two tellings, `cluster` groups
them, `neighbourhood` does so around one mention, `values` resolves a case's values, `links` ties
settlements to lawsuits, `decide` applies operators' decisions, `journal` makes it survive a crash.
"""

from agents.resolve.journal import Store
from agents.resolve.outcome import Notice, Outcome
from agents.resolve.resolve import resolve
from agents.resolve.settings import ResolveSettings

__all__ = ["Notice", "Outcome", "ResolveSettings", "Store", "resolve"]
