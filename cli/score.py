"""`regwatch score`: how well the reader reads, against items that a person labelled."""

import time
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich import box
from rich.table import Table

from agents.classify import ReaderSettings, load
from agents.classify.memory import Reads
from agents.resolve import ResolveSettings
from cli.options import Companies, UserError
from cli.output import screen
from schemas.item import Item
from schemas.mention import Mention
from scoring import (
    CaseScore,
    Figures,
    LabelError,
    LabelledItem,
    Report,
    compare,
    load_labelled,
    score,
    score_cases,
)

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
    """Print precision, recall and F1 by kind and set, amounts, stages, the calibration, and, where
    the labels name the `event` each item reports, how well mentions were put into cases.
    """
    labelled = [item for file in files for item in _labelled(file)]
    if not labelled:
        raise UserError(f"no labelled items in {', '.join(files)}: give JSON lines with `events`")
    before = _saved(against) if against else None
    reader = load(ReaderSettings(companies=tuple(companies or ())))
    begun = time.perf_counter()
    once = _ReadOnce(reader)
    found = score(labelled, once.read)
    rate = len(labelled) / (time.perf_counter() - begun)
    cases = score_cases(labelled, once, ResolveSettings())
    console = screen()
    console.print(_figures(found))
    console.print(_calibration(found))
    if cases:
        console.print(_cases(cases))
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


class _ReadOnce:
    """The reader, keeping what each item told: cases are scored from the same readings."""

    def __init__(self, reader: Reads) -> None:
        self._reader = reader
        self._told: dict[Item, list[Mention]] = {}

    def read(self, item: Item) -> list[Mention]:
        """The item's mentions."""
        if item not in self._told:
            self._told[item] = self._reader.read(item)
        return self._told[item]


def _labelled(file: str) -> list[LabelledItem]:
    try:
        with Path(file).open(encoding="utf-8") as lines:
            return list(load_labelled(lines, name=file))
    except LabelError as error:
        raise UserError(str(error)) from error
    except UnicodeDecodeError as error:
        raise UserError(f"{file}: not UTF-8 text; give JSON lines with `events`") from error


def _saved(file: Path) -> Report:
    try:
        return Report.from_dict(orjson.loads(file.read_bytes()))
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise UserError(f"{file} is not a saved run (make one with --save): {error!r}") from error


def _figures(found: Report) -> Table:
    names = ("events", "precision", "recall", "F1", "amount", "stage", "sum", "silent")
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("", no_wrap=True)  # the name of a set is never cut, the figures go below
    for name in names:
        table.add_column(name, overflow="fold")
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


def _cases(found: CaseScore) -> Table:
    table = Table("cases", "mentions", "precision", "recall", "B-cubed F1", box=box.SIMPLE_HEAD)
    for name, one in (("of mentions read", found.read), ("end to end", found.end_to_end)):
        shares = (f"{share:.3f}" for share in (one.precision, one.recall, one.f1))
        table.add_row(name, str(one.mentions), *shares)
    table.caption = f"{found.joined} cases hold mentions of more than one event"
    return table


def _calibration(found: Report) -> Table:
    table = Table("confidence", "events", "claimed", "right", box=box.SIMPLE_HEAD)
    for one in found.calibration:
        share = one.right / one.told
        table.add_row(
            f"{one.low:.2f}-{one.high:.2f}", str(one.told), f"{one.mean:.3f}", f"{share:.3f}"
        )
    return table
