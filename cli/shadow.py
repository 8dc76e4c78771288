"""A worker for a shadow run, in a process of its own, until it has caught up."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from broker import Log
from cli.options import UserError
from schemas.topics import Topics

LOOK_EVERY = 0.25  # seconds


def work_through(url: str, log: Log, topics: Topics, companies: Iterable[Path] = ()) -> None:
    """Read, resolve and tally all that the run holds, with the user's files of `companies` beside
    the shipped ones. Raises `UserError` if the worker ends.

    The address goes through the environment, for it may hold a password.
    """
    command = [sys.executable, "-m", "cli.main", "worker", "--run", topics.run]
    command += [word for file in companies for word in ("--companies", str(file))]
    environment = {**os.environ, "REGWATCH_LOG": url}
    worker = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait(log, topics, worker)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait()


def behind(log: Log, topics: Topics) -> int:
    """How many records of the run no stage has finished yet."""
    left = 0
    for topic in (topics.items.name, topics.mentions.name, topics.decisions.name):
        done = log.committed(topics.prefix, topic)
        left += sum(
            span.end - max(done.get(number, 0), span.first)
            for number, span in log.spans(topic).items()
        )
    return left


def _wait(log: Log, topics: Topics, worker: subprocess.Popen[bytes]) -> None:
    left = behind(log, topics)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("read and tally", total=left)
        while left:
            if worker.poll() is not None:
                raise UserError(
                    f"the worker of run {topics.run!r} ended; see why with "
                    f"`regwatch worker --run {topics.run}`"
                )
            time.sleep(LOOK_EVERY)
            left = behind(log, topics)
            bar.update(task, completed=max(0.0, (bar.tasks[0].total or 0) - left))
