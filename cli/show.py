"""`regwatch alerts`, `tallies` and `cases`: what the running system has found, from its topics."""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import typer

from agents.classify.registry.companies import Registry
from agents.tally import regroup, why
from broker import Log
from cli.contract import case_line, company_totals
from cli.latest import latest
from cli.options import DEFAULT_LOG, Companies, Format, LogUrl, OutputFormat, opened
from cli.output import json_line, rows
from cli.read import show_totals
from cli.runs import RunName, topics_of
from dashboard.alerts import from_options, wanted
from schemas.alert import Alert
from schemas.case import Case, Placement, Status
from schemas.codec import DecodeError, decode, to_dict
from schemas.group import group_key
from schemas.tally import Tally
from schemas.words import Kind

Company = Annotated[
    str | None, typer.Option("--company", help="Only this company (its own or its group's name).")
]


class Owner(StrEnum):
    """Whose a case is when the brand has changed hands since."""

    THEN = "then"
    TODAY = "today"


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(alerts)
    app.command()(tallies)
    app.command()(cases)


def alerts(
    log: LogUrl = DEFAULT_LOG,
    run: RunName = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on as alerts arrive, until Ctrl-C.")
    ] = False,
    kind: Annotated[Kind | None, typer.Option(help="fine, lawsuit or settlement.")] = None,
    company: Company = None,
    min_usd: Annotated[float | None, typer.Option(help="Only from this sum in USD on.")] = None,
) -> None:
    """Print alerts as JSON lines: each event once, then its updates and withdrawals."""
    if min_usd is not None and not math.isfinite(min_usd):
        raise typer.BadParameter(f"--min-usd {min_usd}: give a sum like 1000000")
    sum_wanted = None if min_usd is None else Decimal(str(min_usd))
    chosen = from_options(kind=kind, company=company, min_usd=sum_wanted)
    with opened(log) as store:
        topics = topics_of(store, run)
        names = [topics.alerts(one).name for one in ([kind] if kind else Kind)]
        for alert in wanted(_alerts(store, names, follow=follow), chosen):
            json_line(to_dict(alert))


def tallies(
    log: LogUrl = DEFAULT_LOG,
    run: RunName = None,
    company: Company = None,
    owner: Annotated[
        Owner | None,
        typer.Option(help="Count each case for who owned the brand then, or owns it today."),
    ] = None,
    companies: Companies = None,
    form: OutputFormat = Format.TABLE,
) -> None:
    """Print the running totals of every company, standing and pending apart."""
    with opened(log) as store:
        topics = topics_of(store, run)
        if owner is None:
            found = list(latest(store, topics.tallies.name, Tally).values())
        else:
            every = latest(store, topics.cases.name, Case).values()
            group_of = Registry.load(companies or ()).group_of
            found = regroup(every, group_of, today=owner is Owner.TODAY)
    totals = [
        company_totals(tally)
        for tally in sorted(found, key=lambda tally: tally.group)
        if company is None or group_key(tally.group) == group_key(company)
    ]
    totals = [one for one in totals if any(one[kind]["count"] for kind in Kind)]
    tell_none(totals, company)
    if form is Format.JSON:
        json_line({"companies": totals})
    else:
        show_totals(totals, form)


def cases(
    log: LogUrl = DEFAULT_LOG,
    run: RunName = None,
    company: Company = None,
    why_: Annotated[
        bool, typer.Option("--why", help="Every case with its history, sentences and links.")
    ] = False,
    all_: Annotated[bool, typer.Option("--all", help="Merged and withdrawn cases too.")] = False,
    form: OutputFormat = Format.TABLE,
) -> None:
    """Print the cases behind the totals; with --why, the sentences behind the cases."""
    with opened(log) as store:
        topics = topics_of(store, run)
        found = latest(store, topics.cases.name, Case)
        placed = latest(store, topics.placements.name, Placement)
    chosen = [
        case
        for case in sorted(found.values(), key=lambda case: (case.group, case.id))
        if (all_ or case.status is Status.OPEN) and _is_about(case, company)
    ]
    tell_none(chosen, company)
    by_case: dict[str, list[Placement]] = {}
    for placement in placed.values():
        by_case.setdefault(placement.case, []).append(placement)
    if why_:
        for line in why(chosen):
            typer.echo(line)
        return
    lines: list[dict[str, Any]] = []
    for case in chosen:
        mentions = [placement.mention for placement in by_case.get(case.id, [])]
        told = case_line(case, sorted({mention.item for mention in mentions}))
        # What `decide split` and `decide veto --mention` ask for.
        lines.append({**told, "mentions": sorted(mention.id for mention in mentions)})
    columns = ["case", "kind", "group", "amount", "currency", "usd", "stage", "date", "party"]
    rows(columns, lines, form)


def tell_none(found: Sequence[object], company: str | None) -> None:
    """Say on standard error why a result is empty; that is an answer, not a failure."""
    if not found and company is not None:
        typer.echo(f"nothing for {company!r}: `regwatch tallies` lists every company", err=True)
    elif not found:
        typer.echo("nothing yet", err=True)


def _is_about(case: Case, company: str | None) -> bool:
    if company is None:
        return True
    return group_key(company) in (group_key(case.group), group_key(case.company))


def _alerts(store: Log, names: list[str], *, follow: bool) -> Iterator[Alert]:
    for batch in store.read(names, follow=follow):
        for record in batch:
            try:
                yield decode(Alert, record.value or b"")
            except DecodeError as error:
                typer.echo(f"regwatch: an alert this program cannot read: {error}", err=True)
