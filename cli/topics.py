"""`regwatch topics create / list / schemas`: the topics of a run and their contracts."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import DEFAULT_LOG, Format, LogUrl, OutputFormat, opened
from cli.output import rows
from cli.runs import RunName, topics_at
from cli.serve import Partitions
from schemas.export import write

app = typer.Typer(help="The topics of a run: create them, list them, write their contracts.")


@app.command()
def create(log: LogUrl = DEFAULT_LOG, run: RunName = None, partitions: Partitions = None) -> None:
    """Create every topic that is missing, the tables' changelogs included."""
    from agents.settings import WorkerSettings
    from agents.worker import prepare

    topics = topics_at(log, run, partitions)
    prepare(WorkerSettings(log=log, run=topics.run, partitions=topics.partitions))
    typer.echo("topics are in place", err=True)


@app.command("list")
def list_(log: LogUrl = DEFAULT_LOG, form: OutputFormat = Format.TABLE) -> None:
    """List the log's topics with their partitions and how many records each holds."""
    with opened(log) as store:
        lines = [
            {
                "topic": topic,
                "partitions": count,
                "records": sum(span.end - span.first for span in store.spans(topic).values()),
            }
            for topic, count in sorted(store.topics().items())
        ]
    rows(["topic", "partitions", "records"], lines, form)


@app.command()
def schemas(
    folder: Annotated[Path, typer.Argument(help="Where to write them.")] = Path("schemas/json"),
) -> None:
    """Write the JSON Schema of every record."""
    for file in write(folder):
        typer.echo(str(file))
