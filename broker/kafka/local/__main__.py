"""`python -m broker.kafka.local`: fetch Kafka's jars, or run a node until Ctrl-C."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from broker.kafka.local.jars import LocalKafkaError, fetch
from broker.kafka.local.node import LocalKafka


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m broker.kafka.local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fetch", help="download the jars, for later use without a network")
    run = commands.add_parser("run", help="run a node and print its address")
    run.add_argument("--port", type=int, default=9092, help="0 takes a free one (default 9092)")
    run.add_argument("--data", type=Path, help="keep the data here (default: a temporary place)")
    chosen = parser.parse_args(arguments)
    try:
        return _fetch() if chosen.command == "fetch" else _run(chosen.port, chosen.data)
    except LocalKafkaError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


def _fetch() -> int:
    sys.stdout.write(f"{fetch()}\n")
    return 0


def _run(port: int, data: Path | None) -> int:
    signal.signal(signal.SIGTERM, _interrupt)
    with LocalKafka(data=data, port=port) as node:
        sys.stdout.write(f"{node.url}\n")
        sys.stdout.flush()
        try:
            return node.wait()
        except KeyboardInterrupt:
            return 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
