"""`regwatch dead-letters list / show / retry`: what no stage could take, and a second chance."""

from typing import Annotated

import orjson
import typer

from broker import Log, Message
from cli.latest import latest
from cli.options import DEFAULT_LOG, Format, LogUrl, OutputFormat, UserError, opened
from cli.output import json_line, rows
from cli.runs import RunName, topics_of
from schemas.codec import to_dict
from schemas.dead_letter import DeadLetter

app = typer.Typer(help="What no stage could take: list it, look at it, try it again.")

LetterId = Annotated[str, typer.Argument(help="A letter's id, as `list` prints it.")]


@app.command("list")
def list_(
    log: LogUrl = DEFAULT_LOG, run: RunName = None, form: OutputFormat = Format.TABLE
) -> None:
    """List the dead letters that were not retried, the oldest first."""
    with opened(log) as store:
        letters = sorted(_letters(store, run).values(), key=lambda one: (one.at, one.id))
    lines = [to_dict(one) for one in letters]
    rows(["id", "at", "stage", "error", "detail", "topic", "offset"], lines, form)


@app.command()
def show(letter: LetterId, log: LogUrl = DEFAULT_LOG, run: RunName = None) -> None:
    """Print one dead letter whole, its raw bytes as text where they are text."""
    with opened(log) as store:
        found = _one(_letters(store, run), letter)
    try:
        raw: object = orjson.loads(found.raw)
    except orjson.JSONDecodeError:
        raw = found.raw.decode("utf-8", "replace")
    json_line({**to_dict(found), "raw_text": raw})


@app.command()
def retry(
    letters: Annotated[list[str] | None, typer.Argument(help="Letter ids.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every letter that can be retried.")] = False,
    log: LogUrl = DEFAULT_LOG,
    run: RunName = None,
) -> None:
    """Put records back on the topic they came from, and take their letters off the list."""
    if not letters and not all_:
        raise typer.BadParameter("name the letters to retry, or give --all")
    with opened(log) as store:
        known = _letters(store, run)
        chosen = list(known.values()) if all_ else [_one(known, one) for one in letters or ()]
        able = [one for one in chosen if one.retry_topic]
        dead = topics_of(store, run).dead_letters.name
        store.append([*(_again(one) for one in able), *(_done(one, dead) for one in able)])
    typer.echo(f"retried {len(able)} of {len(chosen)} dead letter(s)", err=True)
    if len(able) < len(chosen):
        typer.echo("the others cannot be retried: they never were whole records", err=True)


def _letters(store: Log, run: str | None) -> dict[str, DeadLetter]:
    return latest(store, topics_of(store, run).dead_letters.name, DeadLetter)


def _one(letters: dict[str, DeadLetter], wanted: str) -> DeadLetter:
    if wanted not in letters:
        raise UserError(f"no dead letter {wanted!r}: see `regwatch dead-letters list`")
    return letters[wanted]


def _again(letter: DeadLetter) -> Message:
    key = letter.key.encode() if letter.key else None
    return Message(topic=letter.retry_topic or "", key=key, value=letter.raw)


def _done(letter: DeadLetter, topic: str) -> Message:
    return Message(topic=topic, key=letter.id.encode(), value=None)
