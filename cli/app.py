"""Every sub-command of `regwatch` in one place."""

import typer

from cli import dead_letters, decide, feeds, read, replay, score, serve, show, topics

app = typer.Typer(
    name="regwatch",
    help=(
        "Fines, lawsuits and settlements from news feeds: read, recognised as one event however"
        " often reported, tallied per company, alerted."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (read, serve, show, replay, decide, score):
    module.add_to(app)
app.add_typer(feeds.app, name="feeds")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(topics.app, name="topics")
