"""A small world to resolve in: readings of an invented company, told in one line each."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from agents.ledger import Settled, settle
from agents.resolve import ResolveSettings, Store
from schemas.alert import Alert
from schemas.case import Case, Placement, Rate, Status
from schemas.decision import Decision, Verdict
from schemas.mention import Evidence, Mention, Reading
from schemas.tally import Tally
from schemas.words import Kind, Role, Stage

GROUP = "Acme"
AT = dt.datetime(2021, 6, 1, tzinfo=dt.UTC)


class FlatRates:
    """One dollar is a euro, one pound two dollars, and of other money nothing is known."""

    def rate(self, currency: str, day: dt.date) -> Rate | None:
        """A rate for three currencies since 2000."""
        worth = {"USD": 1, "EUR": 1, "GBP": 2}.get(currency)
        if worth is None or day.year < 2000:
            return None
        return Rate(date=day, usd=Decimal(worth), eur=Decimal(worth))

    def why_none(self, currency: str, day: dt.date) -> str:
        """A plain reason."""
        return f"no rate for {currency} on {day}"


SETTINGS = ResolveSettings(rates=FlatRates())


def day(text: str) -> dt.datetime:
    """Noon of a day written as 2020-01-31."""
    return dt.datetime.fromisoformat(text).replace(hour=12, tzinfo=dt.UTC)


def mention(item: str, text: str, kind: str, stage: str, **more: Any) -> Mention:
    """A mention of `item`, its sum as "5 million USD" style decimal `amount` and `currency`."""
    amount, currency = more.pop("amount", None), more.pop("currency", "USD")
    told = (item, text, kind, stage, amount, currency, *sorted(map(str, more.items())))
    digest = blake2b(repr(told).encode(), digest_size=6).hexdigest()
    return Mention(
        id=more.pop("id", f"m-{digest}"),
        item=item,
        kind=Kind(kind),
        company=more.pop("company", GROUP),
        group=more.pop("group", GROUP),
        amount=None if amount is None else Decimal(amount),
        currency=currency if amount is not None else None,
        stage=Stage(stage),
        role=Role.BACKGROUND if more.pop("background", False) else Role.PRIMARY,
        evidence=Evidence(field="title", start=0, end=len(text), text=text),
        rule="told",
        **more,
    )


def reading(
    item: str, on: str | None, *mentions: Mention, revision: int = 1, group: str = GROUP
) -> Reading:
    """What one revision of `item`, published on a day, says about the group."""
    return Reading(
        item=item,
        revision=revision,
        group=group,
        mentions=mentions,
        title=mentions[0].evidence.text if mentions else "",
        url=f"https://news.example/{item}",
        publisher="Example News",
        published=day(on) if on else None,
    )


def told(item: str, on: str, text: str, kind: str, stage: str, **more: Any) -> Reading:
    """A reading with one mention."""
    return reading(item, on, mention(item, text, kind, stage, **more))


def decision(name: str, verdict: str, **more: Any) -> Decision:
    """An operator's decision on the group."""
    return Decision(id=name, verdict=Verdict(verdict), group=GROUP, by="ann", at=AT, **more)


@dataclass
class World:
    """Everything downstream of the events fed so far."""

    store: Store = field(default_factory=dict)  # type: ignore[assignment]
    cases: dict[str, Case] = field(default_factory=dict)
    placements: dict[str, Placement] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)

    def feed(self, first: Reading | Decision, *more: Reading | Decision) -> Settled:
        """Take events in; gives what the last one came to."""
        for event in (first, *more):
            last = settle(self.store, event, SETTINGS)
            self.keep(last)
        return last

    def keep(self, settled: Settled) -> None:
        """Bring the views to what was settled, as consumers of the topics would."""
        self.cases.update((case.id, case) for _before, case in settled.outcome.cases)
        self.placements.update((p.mention.id, p) for p in settled.outcome.placements)
        for gone in settled.outcome.removed:
            self.placements.pop(gone, None)
        self.tallies.update((tally.group, tally) for tally in settled.tallies)
        self.alerts.update((alert.id, alert) for alert in settled.alerts)

    @property
    def open(self) -> list[Case]:
        """The cases that count, by date."""
        counted = (case for case in self.cases.values() if case.status is Status.OPEN)
        return sorted(counted, key=lambda case: (str(case.date), case.id))

    def groups(self) -> set[frozenset[str]]:
        """Which items are together: the items of each open case."""
        found: dict[str, set[str]] = {}
        for placement in self.placements.values():
            case = self.cases[placement.case]
            if case.status is Status.OPEN:
                found.setdefault(case.id, set()).add(placement.mention.item)
        return {frozenset(items) for items in found.values()}


def together(*groups: Iterable[str]) -> set[frozenset[str]]:
    """The grouping that a test expects."""
    return {frozenset(group) for group in groups}
