"""Labelled JSON lines -> items with the events that a human reader saw in them.

A line is an item (`id`, `title`, `summary`, optional `body`, `published`, `publisher`, `lang`) with
`events`; an event has `kind`, `company`, `group`, `amount` and `currency` (both or neither),
`stage`, `primary`, and optionally `alt_kind` and `unnamed`. `set` names the part of the corpus.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from schemas.item import Item
from schemas.words import Kind, Stage


class LabelError(ValueError):
    """A line is not a labelled item; the message names the line and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledEvent:
    """One event as labelled; `alt_kind` is the other kind a fair reader could choose."""

    kind: Kind
    company: str
    group: str
    amount: Decimal | None = None
    currency: str | None = None
    stage: Stage = Stage.UNKNOWN
    primary: bool = True
    alt_kind: Kind | None = None
    case: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledItem:
    """An item and its events. `strict` is False where an event names no company: not scored."""

    item: Item
    events: tuple[LabelledEvent, ...] = ()
    set_name: str = ""
    strict: bool = True


def load_labelled(lines: Iterable[str], *, name: str = "labels") -> Iterator[LabelledItem]:
    """The labelled items of JSON lines; `name` is told in errors. Raises `LabelError`."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _labelled(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LabelError(f"{name}, line {number}: {error!r} is not a labelled item") from error


def _labelled(data: dict[str, Any]) -> LabelledItem:
    if not isinstance(data, dict):
        raise TypeError("not a JSON object")
    events = data.get("events") or []
    named = [event for event in events if event.get("company") and not event.get("unnamed")]
    return LabelledItem(
        item=Item(
            id=str(data["id"]),
            title=data.get("title") or "",
            summary=data.get("summary") or "",
            body=data.get("body") or "",
            publisher=data.get("publisher"),
            published=_moment(data.get("published")),
            lang=data.get("lang"),
        ),
        events=tuple(_event(event) for event in named),
        set_name=str(data.get("set") or ""),
        strict=len(named) == len(events),
    )


def _event(data: dict[str, Any]) -> LabelledEvent:
    amount = data.get("amount")
    alt = data.get("alt_kind")
    return LabelledEvent(
        kind=Kind(data["kind"]),
        company=data["company"],
        group=data.get("group") or data["company"],
        amount=None if amount is None else Decimal(str(amount)),
        currency=data.get("currency"),
        stage=Stage(data.get("stage") or "unknown"),
        primary=bool(data.get("primary", True)),
        alt_kind=Kind(alt) if alt else None,
        case=data.get("event"),
    )


def _moment(text: str | None) -> dt.datetime | None:
    if not text:
        return None
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
