"""The `regwatch` command: every sub-command in one place, and errors as people should see them."""

import os
import signal
import sys

import typer

from agents.classify import ModelError, RegistryError
from broker import BrokerError
from cli import dead_letters, decide, feeds, logs, read, replay, score, serve, show, topics
from cli.options import UserError
from schemas.codec import DecodeError

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


def main() -> None:
    """Run the command. Exit codes: 0 good, 1 failed, 2 wrong use, 130 stopped by Ctrl-C."""
    logs.set_up()
    signal.signal(signal.SIGINT, _end)
    signal.signal(signal.SIGTERM, _end)
    try:
        app()
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong, and nothing to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (BrokerError, DecodeError, ModelError, RegistryError, UserError, OSError) as error:
        typer.echo(f"regwatch: {error}", err=True)
        sys.exit(1)


def _end(number: int, _frame: object) -> None:
    """An orderly end at Ctrl-C and SIGTERM; commands that serve install their own."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
