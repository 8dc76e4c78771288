"""Read every labelled item and say, event by event, what was right."""

from collections.abc import Callable, Iterable, Sequence

from schemas.item import Item
from schemas.mention import Mention
from scoring.labels import LabelledItem
from scoring.pairing import pairs, same_amount
from scoring.report import Outcome, Report, report

Read = Callable[[Item], Sequence[Mention]]
WITH_BACKGROUND = frozenset("DS")  # sets whose background events are labelled in full


def score(items: Iterable[LabelledItem], read: Read) -> Report:
    """The report over all strict items. Background events count in sets D and S only.

    Elsewhere a background event is optional: right if told, no miss if not.
    """
    outcomes: list[Outcome] = []
    for labelled in items:
        if labelled.strict:
            outcomes.extend(judge(labelled, read(labelled.item)))
    return report(outcomes)


def judge(labelled: LabelledItem, mentions: Sequence[Mention]) -> list[Outcome]:
    """Every hit, miss and false event of one item; one silent outcome if there is neither."""
    background_counts = labelled.set_name in WITH_BACKGROUND
    paired = dict(pairs(labelled.events, mentions))
    told = set(paired.values())
    result = []
    for at, event in enumerate(labelled.events):
        mention = mentions[paired[at]] if at in paired else None
        if mention is not None or event.primary or background_counts:
            result.append(_outcome(labelled, event_at=at, mention=mention))
    for at, mention in enumerate(mentions):
        if at not in told:
            result.append(_outcome(labelled, event_at=None, mention=mention))
    return result or [Outcome(item=labelled.item.id, set_name=labelled.set_name)]


def _outcome(labelled: LabelledItem, *, event_at: int | None, mention: Mention | None) -> Outcome:
    event = None if event_at is None else labelled.events[event_at]
    both = event is not None and mention is not None
    return Outcome(
        item=labelled.item.id,
        set_name=labelled.set_name,
        easy=not labelled.events,
        wanted=f"{event.kind} {event.company}" if event else None,
        told=f"{mention.kind} {mention.company}" if mention else None,
        kind=str(event.kind if event else mention.kind if mention else ""),
        amount=same_amount(event, mention) if event and mention else None,
        stage=(event.stage is mention.stage) if event and mention else None,
        bucket=(event.stage.bucket is mention.stage.bucket) if event and mention else None,
        primary=(event.primary == (mention.role == "primary")) if event and mention else None,
        confidence=mention.confidence if mention else None,
        amounts=f"{event.amount} / {mention.amount}" if both and event and mention else "",
        stages=f"{event.stage} / {mention.stage}" if both and event and mention else "",
    )
