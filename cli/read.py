"""`regwatch read` and `regwatch tally`: items in, events or totals out, without a log."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Annotated

import orjson
import typer

from agents.classify import ReaderSettings, load
from agents.pipeline import Pipeline
from agents.resolve import ResolveSettings
from agents.resolve.rates import EcbRates
from agents.tally import why
from cli.contract import case_line, company_totals, event_line
from cli.options import Companies, Format, OutputFormat, lines_of
from cli.output import json_line, rows
from schemas.case import Status
from schemas.item import Item
from schemas.item_file import BadLine, read_items
from schemas.words import Kind

ItemFile = Annotated[str, typer.Argument(help="JSON lines, one item each; - for standard input.")]

_COLUMNS = [
    "group",
    *(f"{kind}{sums}" for kind in Kind for sums in ("", " standing usd", " pending usd")),
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(read)
    app.command()(tally)


def read(file: ItemFile = "-", companies: Companies = None) -> None:
    """Read items (JSON lines) and print the events each one tells, one JSON line an item."""
    reader = load(ReaderSettings(companies=tuple(companies or ())))
    rates = EcbRates()
    with lines_of(file) as stream:
        items = _Items(stream)
        for item in items:
            events = [event_line(mention, item, rates) for mention in reader.read(item)]
            json_line({"id": item.id, "events": events})
    items.report()


def tally(
    file: ItemFile = "-",
    cases: Annotated[
        Path | None, typer.Option(help="Also write every case to this file, as JSON lines.")
    ] = None,
    why_: Annotated[
        bool, typer.Option("--why", help="Print the cases with their history, not the totals.")
    ] = False,
    form: OutputFormat = Format.JSON,
    companies: Companies = None,
) -> None:
    """Run the whole pipeline over items in one process and print the totals per company."""
    if cases is not None:
        cases.open("ab").close()  # a file that cannot be written is told now, not after the work
    pipeline = Pipeline(load(ReaderSettings(companies=tuple(companies or ()))), ResolveSettings())
    with lines_of(file) as stream:
        items = _Items(stream)
        pipeline.feed_all(items)
    if cases is not None:
        _write_cases(pipeline, cases)
    if why_:
        for line in why(pipeline.cases.values()):
            typer.echo(line)
        items.report()
        return
    totals = [company_totals(pipeline.tallies[group]) for group in sorted(pipeline.tallies)]
    totals = [one for one in totals if any(one[kind]["count"] for kind in one if kind != "group")]
    if form is Format.JSON:
        json_line({"companies": totals})
    else:
        show_totals(totals, form)
    items.report()


def show_totals(totals: list[dict[str, object]], form: Format) -> None:
    """One row a company: counts by kind, and standing and pending sums, never added together."""
    rows(_COLUMNS, [_flat(one) for one in totals], form)


def _flat(totals: dict[str, object]) -> dict[str, object]:
    row: dict[str, object] = {"group": totals["group"]}
    for kind, total in totals.items():
        if isinstance(total, dict):
            row[kind] = total["count"]
            row[f"{kind} standing usd"] = total["standing"]["usd"]
            row[f"{kind} pending usd"] = total["pending"]["usd"]
    return row


def _write_cases(pipeline: Pipeline, file: Path) -> None:
    items: dict[str, dict[str, None]] = {}
    for placement in pipeline.placements.values():
        items.setdefault(placement.case, {})[placement.mention.item] = None
    with file.open("wb") as out:
        for case in sorted(pipeline.cases.values(), key=lambda case: case.id):
            if case.status is Status.OPEN:
                line = case_line(case, sorted(items.get(case.id, ())))
                out.write(orjson.dumps(line) + b"\n")


class _Items:
    """The good lines of a file; the bad ones are told on standard error and counted."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._bad = 0

    def __iter__(self) -> Iterator[Item]:
        for one in read_items(self._stream):
            if isinstance(one, BadLine):
                self._bad += 1
                typer.echo(f"regwatch: line {one.number}: {one.error}", err=True)
            else:
                yield one

    def report(self) -> None:
        """Exit with 1 if any line was passed over."""
        if self._bad:
            sys.stdout.flush()
            typer.echo(f"regwatch: {self._bad} line(s) passed over, see above", err=True)
            raise typer.Exit(1)
