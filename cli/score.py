"""`regwatch score`: how well the reader reads, against items that a person labelled."""

import time
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from agents.classify import ReaderSettings, load
from cli.options import Companies, UserError
from scoring import Figures, LabelError, LabelledItem, Report, compare, load_labelled, score

Labelled = Annotated[list[str], typer.Argument(help="Labelled items: JSON lines with `events`.")]


def add_to(app: typer.Typer) -> None:
    """Add this command."""
    app.command(name="score")(score_command)


def score_command(
    files: Labelled,
    against: Annotated[
        Path | None, typer.Option(help="A saved run: list what was gained and lost.")
    ] = None,
    save: Annotated[Path | None, typer.Option(help="Save this run for later.")] = None,
    errors: Annotated[int, typer.Option(help="List so many missed and false events.")] = 0,
    companies: Companies = None,
) -> None:
    """Print precision, recall and F1 by kind and set, amounts, stages, and the calibration."""
    labelled = [item for file in files for item in _labelled(file)]
    before = _saved(against) if against else None
    reader = load(ReaderSettings(companies=tuple(companies or ())))
    begun = time.perf_counter()
    found = score(labelled, reader.read)
    rate = len(labelled) / (time.perf_counter() - begun)
    console = Console()
    console.print(_figures(found))
    console.print(_calibration(found))
    console.print(f"{len(labelled)} items read, {rate:,.0f} a second")
    for outcome in [o for o in found.outcomes if bool(o.wanted) != bool(o.told)][:errors]:
        word = f"missed: {outcome.wanted}" if outcome.wanted else f"false: {outcome.told}"
        console.print(f"{outcome.item}  {word}", markup=False)
    if before:
        for change in compare(before, found):
            sign = "+" if change.better else "-"
            console.print(f"{sign} {change.item}  {change.what}", markup=False)
    if save:
        save.write_bytes(orjson.dumps(found.to_dict()))


def _labelled(file: str) -> list[LabelledItem]:
    try:
        with Path(file).open(encoding="utf-8") as lines:
            return list(load_labelled(lines, name=file))
    except LabelError as error:
        raise UserError(str(error)) from error


def _saved(file: Path) -> Report:
    try:
        return Report.from_dict(orjson.loads(file.read_bytes()))
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise UserError(f"{file} is not a saved run (make one with --save): {error!r}") from error


def _figures(found: Report) -> Table:
    names = ("events", "precision", "recall", "F1", "amount", "stage", "sum", "silent")
    table = Table("", *names, box=box.SIMPLE_HEAD)
    rows = {"all": found.overall, **found.by_kind}
    rows |= {f"set {name}": figures for name, figures in found.by_set.items()}
    for name, figures in rows.items():
        table.add_row(name, *_row(figures))
    return table


def _row(figures: Figures) -> list[str]:
    shares = (figures.precision, figures.recall, figures.f1)
    fields = (figures.share(name) for name in ("amount", "stage", "bucket"))
    numbers = [f"{share:.3f}" for share in (*shares, *fields, figures.silence)]
    return [str(figures.hits + figures.misses), *numbers]


def _calibration(found: Report) -> Table:
    table = Table("confidence", "events", "claimed", "right", box=box.SIMPLE_HEAD)
    for one in found.calibration:
        share = one.right / one.told
        table.add_row(
            f"{one.low:.2f}-{one.high:.2f}", str(one.told), f"{one.mean:.3f}", f"{share:.3f}"
        )
    return table
