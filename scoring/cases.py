"""How well are mentions put into cases? Labelled items through the whole pipeline, end to end.

Events labelled with the `event` they report are compared with the case that their mention ended up
in: among the mentions that were read, and over all of them, those not read standing alone.
"""

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from agents.classify.memory import Reads
from agents.pipeline import Pipeline
from agents.resolve import ResolveSettings
from schemas.case import Placement
from scoring.clusters import BCubed, b_cubed, joined_labels
from scoring.labels import LabelledItem
from scoring.pairing import pairs

_LONG_AGO = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScore:
    """B-cubed of the mentions that were `read`, of all `end_to_end`, and how many cases hold
    mentions of more than one labelled event.
    """

    read: BCubed
    end_to_end: BCubed
    joined: int


def score_cases(
    items: Iterable[LabelledItem], reader: Reads, settings: ResolveSettings
) -> CaseScore | None:
    """Take the items through the pipeline by time of publication; None if no event names a case."""
    told = [one for one in items if any(event.case for event in one.events)]
    if not told:
        return None
    told.sort(key=lambda one: one.item.published or _LONG_AGO)
    pipeline = Pipeline(reader, settings)
    pipeline.feed_all(one.item for one in told)
    placed: dict[str, list[Placement]] = {}
    for placement in pipeline.placements.values():
        placed.setdefault(placement.mention.item, []).append(placement)
    labelled: dict[tuple[str, int], Hashable] = {}
    found: dict[tuple[str, int], str] = {}
    for one in told:
        own = placed.get(one.item.id, [])
        paired = dict(pairs(one.events, [placement.mention for placement in own]))
        for at, event in enumerate(one.events):
            if event.case is not None:
                labelled[one.item.id, at] = (event.group, event.case)
                if at in paired:
                    found[one.item.id, at] = own[paired[at]].case
    alone = {name: f"not read: {name}" for name in labelled if name not in found}
    return CaseScore(
        read=b_cubed(labelled, found),
        end_to_end=b_cubed(labelled, found | alone),
        joined=sum(1 for _ in joined_labels(labelled, found)),
    )
