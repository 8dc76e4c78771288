"""The `regwatch` command: every sub-command in one place, and errors as people should see them."""

import os
import signal
import sys

import click
import typer

from broker import BrokerError
from cli import dead_letters, decide, feeds, read, replay, score, serve, show, topics
from cli.options import UserError

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
    signal.signal(signal.SIGTERM, _stop)
    try:
        code = app(standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong, and nothing to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (BrokerError, UserError, OSError) as error:
        typer.echo(f"regwatch: {error}", err=True)
        sys.exit(1)
    sys.exit(code or 0)


def _stop(_number: int, _frame: object) -> None:
    """SIGTERM is an orderly end, as Ctrl-C is; commands that serve install their own."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
