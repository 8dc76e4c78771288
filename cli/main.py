"""The `regwatch` command: signals and exit codes, and errors as people should see them."""

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn


def main() -> None:
    """Run the command. Exit codes: 0 good, 1 failed, 2 wrong use, 130 stopped by Ctrl-C."""
    _at_signals(_end_at_once)
    try:
        _run()
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong, and nothing to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _fail(_told(error))


def _run() -> None:
    # Imported only now: that takes seconds, and Ctrl-C has to end those quietly, too.
    from agents.classify import ModelError, RegistryError
    from broker import BrokerError
    from cli import logs
    from cli.app import app
    from cli.options import UserError
    from schemas.codec import DecodeError

    _at_signals(_end)
    logs.set_up()
    try:
        app()
    except (BrokerError, DecodeError, ModelError, RegistryError, UserError) as error:
        _fail(str(error))


def _told(error: OSError) -> str:
    """What the system refused, the file first, without its number."""
    if error.filename is None or error.strerror is None:
        return error.strerror or str(error)
    return f"{os.fsdecode(error.filename)}: {error.strerror}"


def _fail(message: str) -> NoReturn:
    sys.stderr.write(f"regwatch: {message}\n")
    sys.exit(1)


def _at_signals(end: Callable[[int, FrameType | None], NoReturn]) -> None:
    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)


def _end_at_once(number: int, _frame: FrameType | None) -> NoReturn:
    """An end during the imports: a native module would report an exception as its own failure."""
    os._exit(128 + number)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """An orderly end at Ctrl-C and SIGTERM; commands that serve install their own."""
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
