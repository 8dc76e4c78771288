"""Alerts -> the text and the JSON that go out. Pure.

One message an event: several alerts of one case that wait together become its latest state, marked
as an update if the channel heard of the case before. A digest is one message over many events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from schemas.alert import Alert, AlertType, Severity
from schemas.codec import to_dict
from schemas.mention import Currency

MARKS = {AlertType.OPENED: "", AlertType.UPDATED: "Update: ", AlertType.WITHDRAWN: "Withdrawn: "}
QUOTED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one channel is sent once. `key` is the same however often it is tried."""

    key: str
    title: str
    text: str
    payload: bytes


def compose(alerts: Sequence[Alert], *, channel: str, base_url: str | None) -> Message:
    """The message for alerts that go out together (at least one), oldest first."""
    events = latest(alerts)
    key = message_key(channel, [alert.id for alert in alerts])
    one = len(events) == 1
    title = headline(events[0]) if one else f"regwatch: {len(events)} events"
    blocks = [_block(event, base_url, titled=not one) for event in events]
    payload = {
        "id": key,
        "title": title,
        "events": [_event(event, base_url) for event in events],
    }
    return Message(key=key, title=title, text="\n\n".join(blocks), payload=orjson.dumps(payload))


def message_key(channel: str, alerts: Sequence[str]) -> str:
    """The idempotency key: from the channel and the alerts, whatever their order."""
    text = "\n".join((channel, *sorted(alerts)))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def latest(alerts: Sequence[Alert]) -> list[Alert]:
    """The last state of every case, loudest first."""
    cases: dict[str, list[Alert]] = {}
    for alert in sorted(alerts, key=lambda one: one.sequence):
        cases.setdefault(alert.case, []).append(alert)
    loud = list(Severity)
    shown = [told[-1] for told in cases.values()]
    return sorted(shown, key=lambda one: (-loud.index(one.severity), one.group, one.case))


def headline(alert: Alert) -> str:
    """For example `Update: Meta (WhatsApp): fine, 225,000,000 EUR, imposed`."""
    who = alert.group if alert.company == alert.group else f"{alert.group} ({alert.company})"
    return f"{MARKS[alert.type]}{who}: {alert.kind}, {_sum(alert)}, {alert.stage}"


def case_url(alert: Alert, base_url: str | None) -> str | None:
    """Where the case is shown, if it is known where the dashboard is."""
    return f"{base_url.rstrip('/')}/cases/{alert.case}" if base_url else None


def _block(alert: Alert, base_url: str | None, *, titled: bool) -> str:
    lines = [headline(alert)] if titled else []
    place = ", ".join(filter(None, (alert.party, alert.jurisdiction, _day(alert))))
    lines += [place] if place else []
    lines += [_change(name, *values) for name, values in alert.changes.items()]
    for source in alert.evidence[:QUOTED]:
        quote = source.evidence.text if source.evidence else source.title
        lines.append(f"“{quote}” ({source.publisher or 'source'})")
        lines += [source.url] if source.url else []
    if alert.ambiguous:
        lines.append("Ambiguous: it may be the same event as another case.")
    url = case_url(alert, base_url)
    return "\n".join([*lines, *([url] if url else [])])


def _event(alert: Alert, base_url: str | None) -> Mapping[str, Any]:
    return {"headline": headline(alert), "url": case_url(alert, base_url), "alert": to_dict(alert)}


def _sum(alert: Alert) -> str:
    if alert.amount is None:
        return "no sum known"
    currency: Currency | None = alert.currency
    return f"{alert.amount:,f} {currency}"


def _day(alert: Alert) -> str | None:
    return alert.date.isoformat() if alert.date else None


def _change(name: str, before: str | None, after: str | None) -> str:
    return f"{name}: {before or 'none'} -> {after or 'none'}"
