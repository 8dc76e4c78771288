"""Which mention tells of which labelled event of the same item.

Kind and company must be right: the company if one normalised name holds the other as whole words,
or if the groups are the same. Where several could pair, the same amount and then the same bucket
decide, and each is paired once.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from agents.classify.registry.names import normalise_name
from schemas.mention import Mention
from scoring.labels import LabelledEvent

Pair = tuple[int, int]


@lru_cache(maxsize=65_536)
def _normal(name: str) -> str:
    return normalise_name(re.sub(r"['’]s$", "", name)) or name.lower()


def same_name(one: str, other: str) -> bool:
    """Whether two names are one: equal when normalised, or one within the other's words."""
    a, b = _normal(one), _normal(other)
    return a == b or f" {a} " in f" {b} " or f" {b} " in f" {a} "


def same_event(event: LabelledEvent, mention: Mention) -> bool:
    """Whether kind and company are right."""
    if mention.kind not in {event.kind, event.alt_kind}:
        return False
    return (
        same_name(event.company, mention.company)
        or _normal(event.group) == _normal(mention.group)
        or same_name(event.group, mention.company)
    )


def same_amount(event: LabelledEvent, mention: Mention) -> bool:
    """Whether amount and currency are exactly right (both absent is right)."""
    return event.amount == mention.amount and event.currency == mention.currency


def pairs(events: Sequence[LabelledEvent], mentions: Sequence[Mention]) -> list[Pair]:
    """(event position, mention position), the best first, each used once."""
    possible = [
        (_merit(event, mention), -i, -j)
        for i, event in enumerate(events)
        for j, mention in enumerate(mentions)
        if same_event(event, mention)
    ]
    result: list[Pair] = []
    for _, i, j in sorted(possible, reverse=True):
        if all(-i != a and -j != b for a, b in result):
            result.append((-i, -j))
    return result


def _merit(event: LabelledEvent, mention: Mention) -> int:
    bucket = event.stage.bucket is mention.stage.bucket
    return (
        8 * same_amount(event, mention)
        + 4 * (event.kind is mention.kind)
        + 2 * bucket
        + (_normal(event.company) == _normal(mention.company))
    )
