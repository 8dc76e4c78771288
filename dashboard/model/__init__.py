"""The dashboard's own view of a run: compacted topics in, indexed rows out.

`Model.open(log, topics)` starts a thread that follows the topics into one SQLite file of its own;
`model.companies`, `model.cases`, `model.alerts` and the rest are what the API asks.
"""

from dashboard.model.filters import CaseFilter
from dashboard.model.live import Live, Source
from dashboard.model.model import Model

__all__ = ["CaseFilter", "Live", "Model", "Source"]
