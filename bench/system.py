"""The running system's speed: items in the log until every alert and tally is in its topic.

`python -m bench.system [--log URL] [--items N] [--share S] [--headlines FILE]` publishes N made-up
items, of which the share S tells an event (one in 60 does in a real stream of headlines) and one in
ten has a cue word and a name, as in a real stream, starts a real worker and takes the time until
everything is committed; then it measures the idle worker's CPU and memory, and the latency from an
item to its alert. `--headlines` takes the items from JSON lines with a `title` instead: how many
the reader's screen leaves to the encoder hangs on them. `--log kafka` starts a real Kafka for it.
"""

import argparse
import statistics
import tempfile
import time
import uuid
from contextlib import ExitStack
from pathlib import Path

import psutil

from agents.settings import WorkerSettings
from agents.worker import prepare
from broker import Log, connect
from broker.kafka.local import LocalKafka
from cli.shadow import behind
from schemas.topics import Topics
from schemas.words import Kind
from tests.system.world import Worker, drain, headlines, items, publish

IDLE_SECONDS = 10.0
LATENCY_ITEMS = 200


def main() -> None:
    """Measure and print."""
    options = _options()
    with ExitStack() as stack:
        if options.log == "kafka":
            address = stack.enter_context(LocalKafka()).url
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            address = options.log or f"sqlite:///{Path(folder) / 'log.db'}"
        log = connect(address)
        settings = WorkerSettings(log=log.url, run=f"bench-{uuid.uuid4().hex[:8]}")
        topics = settings.topics
        prepare(settings)
        if options.headlines:
            published = headlines(options.headlines, options.items)
        else:
            published = items(options.items, share=options.share)
        publish(log, topics, published)
        with Worker(log.url, ("--run", topics.run)) as worker:
            assert worker.process is not None
            process = psutil.Process(worker.process.pid)
            _throughput(log, topics, len(published))
            _idle(process)
            _latency(log, topics, options.items)
        log.close()


def _throughput(log: Log, topics: Topics, count: int) -> None:
    whole = behind(log, topics)
    while behind(log, topics) == whole:  # start-up does not count
        time.sleep(0.01)
    begun = time.monotonic()
    drain(log, topics, seconds=600)
    took = time.monotonic() - begun
    print(f"throughput   {count / took:10,.0f} items/s   ({count} items in {took:.1f} s)")


def _idle(process: psutil.Process) -> None:
    time.sleep(1)
    process.cpu_percent()
    time.sleep(IDLE_SECONDS)
    print(f"idle CPU     {process.cpu_percent():10.1f} % of a core")
    print(f"memory       {process.memory_info().rss / 2**20:10,.0f} MiB")


def _latency(log: Log, topics: Topics, count: int) -> None:
    names = [topics.alerts(kind).name for kind in Kind]
    took = []
    for item in items(count + LATENCY_ITEMS, share=1.0, seed=11)[count:]:
        before = _records(log, names)
        begun = time.monotonic()
        publish(log, topics, [item])
        while _records(log, names) == before and time.monotonic() - begun < 1:
            time.sleep(0.001)
        if (elapsed := time.monotonic() - begun) < 1:  # a known event alerts nobody
            took.append(elapsed * 1000)
    cuts = statistics.quantiles(took, n=100)
    print(f"latency      {cuts[49]:10.1f} ms p50, {cuts[98]:.1f} ms p99 ({len(took)} alerts)")


def _records(log: Log, names: list[str]) -> int:
    return sum(span.end for name in names for span in log.spans(name).values())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--log", help="a log address, or `kafka` to start one (default: a SQLite file)"
    )
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--share", type=float, default=0.02)
    parser.add_argument("--headlines", type=Path, help="JSON lines, each with a title")
    return parser.parse_args()


if __name__ == "__main__":
    main()
