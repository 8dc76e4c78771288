"""The labelled stories as readings, so that resolving is measured over mentions read rightly."""

import datetime as dt
import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from schemas.mention import Evidence, Mention, Reading
from schemas.words import Kind, Role, Stage

Labels = dict[str, tuple[str, str]]


def lines(file: Path) -> list[dict[str, Any]]:
    """The items of a labelled file."""
    return [json.loads(line) for line in file.read_text().splitlines()]


def readings(items: Iterable[dict[str, Any]]) -> tuple[list[Reading], Labels]:
    """One reading an item and group; and for each mention its group and event."""
    found: list[Reading] = []
    labels: Labels = {}
    for item in items:
        groups: dict[str, list[Mention]] = {}
        for number, event in enumerate(item["events"]):
            one = _mention(item, event, number)
            groups.setdefault(one.group, []).append(one)
            if event.get("event"):
                labels[one.id] = (one.group, event["event"])
        found.extend(_reading(item, group, told) for group, told in groups.items())
    return found, labels


def _mention(item: dict[str, Any], event: dict[str, Any], number: int) -> Mention:
    text = event.get("quote") or ". ".join(
        part for part in (item["title"], "" if item.get("body") else item["summary"]) if part
    )
    amount = event["amount"]
    return Mention(
        id=f"{item['id']}#{number}",
        item=item["id"],
        kind=Kind(event["kind"]),
        company=event["company"],
        group=event["group"],
        amount=None if amount is None else Decimal(str(amount)),
        currency=event["currency"],
        stage=Stage(event["stage"] or "unknown"),
        party=event["authority_or_claimant"],
        role=Role.PRIMARY if event["primary"] else Role.BACKGROUND,
        evidence=Evidence(field="title", start=0, end=len(text), text=text),
        rule="label",
        joint=bool(event.get("joint")),
    )


def _reading(item: dict[str, Any], group: str, told: list[Mention]) -> Reading:
    published = dt.datetime.fromisoformat(item["published"])
    return Reading(
        item=item["id"],
        revision=1,
        group=group,
        mentions=tuple(told),
        title=item["title"],
        publisher=item["publisher"],
        published=published if published.tzinfo else published.replace(tzinfo=dt.UTC),
    )
