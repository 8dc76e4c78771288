"""`regwatch decide ...`: an operator's word on cases. Every decision is a record in a topic."""

import datetime as dt
import getpass
from collections.abc import Mapping
from hashlib import blake2b
from typing import Annotated

import typer

from broker import Log, Message
from cli.latest import latest
from cli.options import DEFAULT_LOG, LogUrl, UserError, opened
from cli.output import json_line
from cli.runs import RunName, topics_of
from schemas.case import Case, Placement
from schemas.codec import decode, encode, from_dict, to_dict
from schemas.decision import Decision, Verdict
from schemas.group import group_key

commands = typer.Typer(
    help="Merge, split, veto or confirm cases. Decisions outrank evidence and survive replay."
)

CaseId = Annotated[str, typer.Argument(help="A case id, as `regwatch cases` prints it.")]
Why = Annotated[str, typer.Option("--why", help="The reason, shown in the case's history.")]
By = Annotated[str, typer.Option("--by", help="Who decides.", envvar="REGWATCH_OPERATOR")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(commands, name="decide")


@commands.command()
def merge(
    case: CaseId,
    into: Annotated[str, typer.Argument(help="The case that stays.")],
    why: Why,
    by: By = "",
    log: LogUrl = DEFAULT_LOG,
    run: RunName = None,
) -> None:
    """CASE and INTO are one event: CASE becomes a tombstone that names INTO."""
    _decide(log, run, Verdict.MERGE, case, into=into, why=why, by=by)


@commands.command()
def split(
    case: CaseId,
    mentions: Annotated[list[str], typer.Argument(help="Mention ids that leave the case.")],
    why: Why,
    by: By = "",
    log: LogUrl = DEFAULT_LOG,
    run: RunName = None,
) -> None:
    """MENTIONS tell another event than CASE: they leave it for a case of their own."""
    _decide(log, run, Verdict.SPLIT, case, mentions=tuple(mentions), why=why, by=by)


@commands.command()
def veto(
    case: CaseId,
    why: Why,
    mentions: Annotated[
        list[str] | None, typer.Option("--mention", help="Only this mention (repeatable).")
    ] = None,
    by: By = "",
    log: LogUrl = DEFAULT_LOG,
    run: RunName = None,
) -> None:
    """CASE (or some of its mentions) is no event: it leaves the totals."""
    _decide(log, run, Verdict.VETO, case, mentions=tuple(mentions or ()), why=why, by=by)


@commands.command()
def confirm(
    case: CaseId, why: Why = "", by: By = "", log: LogUrl = DEFAULT_LOG, run: RunName = None
) -> None:
    """CASE is right as it stands."""
    _decide(log, run, Verdict.CONFIRM, case, why=why, by=by)


@commands.command()
def undo(
    decision: Annotated[str, typer.Argument(help="A decision id, as `decide list` prints it.")],
    why: Why,
    by: By = "",
    log: LogUrl = DEFAULT_LOG,
    run: RunName = None,
) -> None:
    """Take DECISION back."""
    with opened(log) as store:
        made = {one.id: one for one in _decisions(store, run)}
        if decision not in made:
            raise UserError(f"no decision {decision!r}: see `regwatch decide list`")
        group = made[decision].group
        _append(store, run, Verdict.UNDO, group, undoes=decision, why=why, by=by)


@commands.command("list")
def list_(log: LogUrl = DEFAULT_LOG, run: RunName = None) -> None:
    """Print every decision as a JSON line, in the order they were made."""
    with opened(log) as store:
        for decision in sorted(_decisions(store, run), key=lambda one: one.at):
            json_line(to_dict(decision))


def _decisions(store: Log, run: str | None) -> list[Decision]:
    name = topics_of(store, run).decisions.name
    return [decode(Decision, r.value) for batch in store.read([name]) for r in batch if r.value]


def _decide(log: str, run: str | None, verdict: Verdict, case: str, **words: object) -> None:
    with opened(log) as store:
        cases = latest(store, topics_of(store, run).cases.name, Case)
        for wanted in (case, words.get("into")):
            if isinstance(wanted, str) and wanted not in cases:
                raise UserError(f"no case {wanted!r}: see `regwatch cases`")
        placements = latest(store, topics_of(store, run).placements.name, Placement)
        _possible(cases[case], words, cases, placements)
        _append(store, run, verdict, cases[case].group, case=case, **words)


def _possible(
    case: Case,
    words: Mapping[str, object],
    cases: Mapping[str, Case],
    placements: Mapping[str, Placement],
) -> None:
    """Raises `UserError` for a decision that no worker could carry out."""
    into, mentions = words.get("into"), words.get("mentions")
    if into == case.id:
        raise UserError("a case cannot be merged into itself: name two cases")
    if isinstance(into, str) and group_key(cases[into].group) != group_key(case.group):
        raise UserError(
            f"{case.id} is about {case.group}, {into} about {cases[into].group}: "
            "only cases of one company can be merged"
        )
    for mention in mentions if isinstance(mentions, tuple) else ():
        placed = placements.get(mention)
        if placed is None or group_key(placed.group) != group_key(case.group):
            raise UserError(
                f"{case.group} has no mention {mention!r}: the evidence in `regwatch alerts` "
                "names them"
            )


def _append(store: Log, run: str | None, verdict: Verdict, group: str, **words: object) -> None:
    now = dt.datetime.now(dt.UTC)
    by = words.pop("by", "") or getpass.getuser()
    identity = f"{verdict}|{group}|{sorted(words.items())}|{now.isoformat()}"
    name = blake2b(identity.encode(), digest_size=8).hexdigest()
    told = {"id": name, "verdict": verdict, "group": group, "at": now, "by": by, **words}
    decision = from_dict(Decision, told)
    topic = topics_of(store, run).decisions.name
    key = group_key(group).encode()
    store.append([Message(topic=topic, key=key, value=encode(decision))])
    json_line(to_dict(decision))
