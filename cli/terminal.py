"""What `regwatch run` shows as it works: an alert a line, and the totals whenever it is quiet."""

import time
from collections.abc import Callable

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from broker import Log
from schemas.alert import Alert, AlertType
from schemas.codec import DecodeError, decode
from schemas.tally import KindTotals, Tally
from schemas.topics import Topics
from schemas.words import Kind

QUIET_SECONDS = 2.0
_COLOUR = {Kind.FINE: "red", Kind.LAWSUIT: "yellow", Kind.SETTLEMENT: "cyan"}
_SIGN = {AlertType.OPENED: "new", AlertType.UPDATED: "changed", AlertType.WITHDRAWN: "withdrawn"}


class Watch:
    """Follows the alerts and tallies of one run on a terminal."""

    def __init__(self, log: Log, topics: Topics, console: Console) -> None:
        self._log = log
        self._topics = topics
        self._console = console
        self._tallies: dict[str, Tally] = {}
        self._seen: set[str] = set()
        self._shown = True
        self._changed = 0.0

    def follow(self, stop: Callable[[], bool], clock: Callable[[], float] = time.monotonic) -> None:
        """Print until `stop()`; the totals after every two quiet seconds that follow a change."""
        alerts = {self._topics.alerts(kind).name for kind in Kind}
        names = [*alerts, self._topics.tallies.name]
        for batch in self._log.read(names, follow=True, stop=stop):
            for record in batch:
                if record.value and record.topic in alerts:
                    self._alert(record.value)
                elif record.value:
                    self._tally(record.value, clock())
            if not self._shown and clock() - self._changed > QUIET_SECONDS:
                self.totals()

    def totals(self) -> None:
        """Print the totals per company, the largest standing sum first."""
        self._shown = True
        table = Table(
            box=box.SIMPLE_HEAD,
            title="Standing fines and settlements, pending suits: USD (cases)",
            title_justify="left",
        )
        table.add_column("company", no_wrap=True)
        for name in ("fines", "settlements", "suits pending", "cases"):
            table.add_column(name, justify="right", no_wrap=True)
        for tally in sorted(self._tallies.values(), key=_standing, reverse=True):
            if cases := sum(totals.count for totals in tally.kinds.values()):
                table.add_row(tally.group, *_row(tally), str(cases))
        self._console.print(table)

    def _alert(self, raw: bytes) -> None:
        try:
            alert = decode(Alert, raw)
        except DecodeError:
            return
        if alert.id not in self._seen:
            self._seen.add(alert.id)
            self._console.print(_line(alert), soft_wrap=True, highlight=False)

    def _tally(self, raw: bytes, now: float) -> None:
        try:
            tally = decode(Tally, raw)
        except DecodeError:
            return
        self._tallies[tally.group] = tally
        self._shown = False
        self._changed = now


def _line(alert: Alert) -> str:
    money = f"{alert.amount:,f} {alert.currency}" if alert.amount is not None else "no amount"
    who = alert.group if alert.group == alert.company else f"{alert.group} ({alert.company})"
    party = f", {alert.party}" if alert.party else ""
    quote = next((s.evidence.text for s in alert.evidence if s.evidence), "")
    return (
        f"[{_COLOUR[alert.kind]}]{alert.kind:<10}[/] {_SIGN[alert.type]:<9} "
        f"[bold]{escape(who)}[/]: {money}, {alert.stage}{escape(party)}"
        f" [dim]{escape(' '.join(quote.split())[:140])}[/]"
    )


def _row(tally: Tally) -> list[str]:
    def kind(which: Kind) -> KindTotals:
        return tally.kinds.get(which, KindTotals())

    return [
        f"{kind(Kind.FINE).standing.usd:,.0f} ({kind(Kind.FINE).standing.count})",
        f"{kind(Kind.SETTLEMENT).standing.usd:,.0f} ({kind(Kind.SETTLEMENT).standing.count})",
        f"{kind(Kind.LAWSUIT).pending.usd:,.0f} ({kind(Kind.LAWSUIT).pending.count})",
    ]


def _standing(tally: Tally) -> tuple[float, str]:
    paid = sum(float(totals.standing.usd) for totals in tally.kinds.values())
    return paid, tally.group
