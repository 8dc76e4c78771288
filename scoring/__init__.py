"""How well does the reader read? Labelled items x readings -> a report.

`load_labelled` reads labelled JSON lines; `score(items, read)` reads each item and compares;
`score_cases` does so for the cases that mentions end up in, where the labels name them;
`Report` holds the figures and every hit, miss and false event; `compare` says what one run gained
and lost against an earlier one. Pure: nothing here opens a log or prints.
"""

from scoring.cases import CaseScore, score_cases
from scoring.compare import Change, compare
from scoring.labels import LabelError, LabelledEvent, LabelledItem, load_labelled
from scoring.report import Figures, Outcome, Report, report
from scoring.score import score

__all__ = [
    "CaseScore",
    "Change",
    "Figures",
    "LabelError",
    "LabelledEvent",
    "LabelledItem",
    "Outcome",
    "Report",
    "compare",
    "load_labelled",
    "report",
    "score",
    "score_cases",
]
