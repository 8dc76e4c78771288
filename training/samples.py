"""Raw windows -> what the network learns from: the reader's own window plus a target a span.

Targets of a span and kind are 1 (in a bag of mentions of one respondent, of which at least one
must fire), 0, or OPEN (neither right nor wrong: another spelling of the respondent, a kind a fair
reader could also choose, an event of a long text retold without a quote).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from agents.classify.features import span_features
from agents.classify.money import Use
from agents.classify.registry.companies import normalise_name
from agents.classify.window import Lens, Part, Window, build
from schemas.words import Kind, Stage
from training.corpus import RawWindow

KINDS = (Kind.FINE, Kind.LAWSUIT, Kind.SETTLEMENT)
STAGES = tuple(stage for stage in Stage if stage is not Stage.SETTLED)
OPEN = -1
_ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
GroupOf = Callable[[str], str | None]
Keys = list[str]
Groups = list[str | None]
Targets = list[list[int]]


@dataclass(slots=True, kw_only=True)
class Gold:
    """One labelled event: the spans that may carry it, and what is true of it."""

    spans: list[int]
    kind: int
    stage: int
    sum: int  # position in the window's sums, len(sums) for none, OPEN if not to be learnt
    primary: int


@dataclass(slots=True, kw_only=True)
class Sample:
    """A window with its targets."""

    raw: RawWindow
    window: Window
    features: list[tuple[int, ...]]
    targets: list[list[int]]  # a span: three kinds, then party
    gold: list[Gold]


def sample_of(raw: RawWindow, lens: Lens, group_of: GroupOf) -> Sample:
    """The sample of one raw window."""
    window = window_of(raw, lens)
    targets = [[0, 0, 0, 0] for _ in window.spans]
    texts = [window.text(span) for span in window.spans]
    keys = [_key(text) for text in texts]
    exact = {(k.first, k.last): k.hit.group for k in window.known if k.hit.kind == "company"}
    groups = [exact.get(span) for span in window.spans]
    gold = []
    for event in raw.events:
        gold.extend(_place(event, window, keys, groups, targets, group_of=group_of))
    _leave_open(raw, keys, groups, targets)
    _mark_party(raw, keys, targets)
    return Sample(
        raw=raw, window=window, features=span_features(window), targets=targets, gold=gold
    )


def window_of(raw: RawWindow, lens: Lens) -> Window:
    """The reader's own window over `raw`, in its language."""
    parts = [
        Part(field="title", start=0, text=raw.title),
        Part(field=raw.second_field, start=0, text=raw.second),
    ]
    return build(parts, replace(lens, lang=raw.lang))


def _key(text: str) -> str:
    return normalise_name(re.sub(r"['’]s$", "", text)) or text.lower()


def _place(
    event: dict[str, Any],
    window: Window,
    keys: Keys,
    groups: Groups,
    targets: Targets,
    *,
    group_of: GroupOf,
) -> list[Gold]:
    kind = KINDS.index(Kind(event["kind"]))
    key = _key(event["company"])
    as_written = {event["company"], _ARTICLE.sub("", event["company"])}
    exact = [at for at, span in enumerate(window.spans) if window.text(span) in as_written]
    bag = exact or [at for at, other in enumerate(keys) if other == key]
    own = group_of(event["company"])
    bag = bag or [at for at, group in enumerate(groups) if group and group in {own, event["group"]}]
    bag = bag or _longest(
        at
        for at, other in enumerate(keys)
        if len(other) > 2 and re.search(rf"\b{re.escape(other)}\b", key)
    )
    if not bag:
        return []
    covered = {at for i in bag for at in range(window.spans[i][0], window.spans[i][1] + 1)}
    for at, span in enumerate(window.spans):
        same = keys[at] == key or (groups[at] and groups[at] in {own, event["group"]})
        apart = not covered & set(range(span[0], span[1] + 1))
        part = apart and (_within(keys[at], key) or _within(key, keys[at]))
        if at not in bag and (same or part) and targets[at][kind] != 1:
            targets[at][kind] = OPEN
    alt = event.get("alt_kind")
    for at in bag:
        targets[at][kind] = 1
        if alt and targets[at][KINDS.index(Kind(alt))] != 1:
            targets[at][KINDS.index(Kind(alt))] = OPEN
    return [
        Gold(
            spans=bag,
            kind=kind,
            stage=STAGES.index(Stage(event["stage"])),
            sum=_sum_of(event, window),
            primary=int(event["primary"]),
        )
    ]


def _longest(ats: Iterable[int]) -> list[int]:
    ats = list(ats)
    return ats[:0] if len(ats) > 6 else ats


def _within(short: str, long: str) -> bool:
    return len(short) > 2 and re.search(rf"\b{re.escape(short)}\b", long) is not None


def _sum_of(event: dict[str, Any], window: Window) -> int:
    if event.get("amount") is None:
        return len(window.sums)
    for at, (_, money) in enumerate(window.sums):
        if float(money.amount) == float(event["amount"]) and money.use in {
            Use.AMOUNT,
            Use.REPLACED,
        }:
            return at
    return OPEN


def _leave_open(raw: RawWindow, keys: Keys, groups: Groups, targets: Targets) -> None:
    for group, kind in raw.open_pairs:
        at_kind, key = KINDS.index(Kind(kind)), _key(group)
        for at, target in enumerate(targets):
            same = groups[at] == group or _within(keys[at], key) or _within(key, keys[at])
            if target[at_kind] == 0 and same:
                target[at_kind] = OPEN


def _mark_party(raw: RawWindow, keys: Keys, targets: Targets) -> None:
    parties = {
        _key(e["authority_or_claimant"]) for e in raw.events if e.get("authority_or_claimant")
    }
    for at, key in enumerate(keys):
        if key in parties:
            targets[at][3] = 1
        elif raw.second_field == "body":
            targets[at][3] = OPEN
