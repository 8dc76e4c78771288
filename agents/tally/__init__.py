"""Case -> tally: fold into the company's running totals.

Changed cases in, `Tally` out. `fold` is incremental over a store, `recompute` the same from
scratch, `regroup` the same by who owned the brand then (or owns it today), `why` the way from a
figure to its cases and from a case to its sentences.
"""

from agents.tally.fold import fold
from agents.tally.recompute import recompute, regroup
from agents.tally.why import why

__all__ = ["fold", "recompute", "regroup", "why"]
