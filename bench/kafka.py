"""How many records a second go through Faust on a real Kafka, and how long one takes.

Each case is an app of two agents (in -> middle -> out) in a process of its own, over a Kafka of one
node that is started for it; all records are in the log before the worker starts.

| case | driver | agents |
| --- | --- | --- |
| no-op | Faust's own, as it comes | pass on |
| careful | ours: manual acks, capped commits, idempotent producer | pass on |
| careful, table | ours | pass on, and write a table with its changelog |

    python -m bench.kafka [--items 10000] [--rounds 2] [--kafka host:port]

Prints records (both hops done) for each second of the worker's CPU time, which other work on the
machine changes little, records a second by the clock, and the time from append to output on an
idle system (median and 99th percentile of 200 records).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faust
from mode.supervisors import CrashingSupervisor

from bench.engine_app import PARTITIONS, RAW, VALUE
from broker import Message, connect
from broker.faust_app import app_on
from broker.kafka.local import LocalKafka
from schemas.topics import TopicSpec

CASES = ("no-op", "careful", "careful, table")
PROBES = 200


def topics(name: str) -> list[TopicSpec]:
    """What the app of one case needs."""
    ends = (f"{name}.in", f"{name}.middle", f"{name}.out", f"{name}-counts-changelog")
    return [TopicSpec(name=end, partitions=PARTITIONS) for end in ends]


def app_for(case: str, url: str, name: str) -> faust.App:
    """The app, on Faust's own driver or on ours."""
    if case != "no-op":
        return app_on(url, name, partitions=PARTITIONS)
    return faust.App(
        name,
        broker=url,
        store="memory://",
        topic_partitions=PARTITIONS,
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        stream_wait_empty=False,
        web_enabled=False,
    )


def add_agents(app: faust.App, case: str, name: str, items: int, result: Path) -> None:
    """Two hops; the second one writes what the items took when they are through, and goes on."""
    source, middle, out = (app.topic(f"{name}.{end}", **RAW) for end in ("in", "middle", "out"))
    counts = None
    if case == "careful, table":
        counts = app.Table("counts", key_type=bytes, value_type=bytes, partitions=PARTITIONS)
    began: list[tuple[float, float]] = []
    done = 0

    def passed() -> None:
        nonlocal done
        done += 1
        if done == items:
            wall, cpu = time.perf_counter() - began[0][0], time.process_time() - began[0][1]
            scratch = result.with_suffix(".part")
            scratch.write_text(json.dumps({"cpu_rate": items / cpu, "rate": items / wall}))
            scratch.rename(result)

    async def first(stream: Any) -> None:
        async for event in events(stream, case):
            if not began:
                began.append((time.perf_counter(), time.process_time()))
            await middle.send(key=event.key, value=event.value)
            acked(event, case)

    async def second(stream: Any) -> None:
        async for event in events(stream, case):
            if counts is not None:
                counts[event.key] = event.value
            await out.send(key=event.key, value=event.value)
            acked(event, case)
            passed()

    supervised: dict[str, Any] = {"supervisor_strategy": CrashingSupervisor}
    app.agent(source, name="first", **supervised)(first)
    app.agent(middle, name="second", **supervised)(second)


def events(stream: Any, case: str) -> Any:
    """The stream as the case reads it."""
    return stream.events() if case == "no-op" else stream.noack().events()


def acked(event: Any, case: str) -> None:
    """Acknowledge where Faust does not do it by itself."""
    if case != "no-op":
        event.ack()


def serve(case: str, url: str, name: str, items: int, result: Path) -> None:
    """Be the worker of one case."""
    app = app_for(case, url, name)
    add_agents(app, case, name, items, result)
    worker = faust.Worker(app, quiet=True, loglevel="WARN", override_logging=False)
    worker.execute_from_commandline()


def measure(case: str, url: str, items: int) -> dict[str, float]:
    """Fill the log, let a worker empty it, then time single records."""
    name = f"bench-{uuid.uuid4().hex[:8]}"
    log = connect(url)
    log.ensure(topics(name))
    for start in range(0, items, 500):
        some = range(start, min(items, start + 500))
        log.append([message(name, number) for number in some])
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        command = [sys.executable, "-m", "bench.kafka", "--serve", case, "--kafka", url]
        command += ["--name", name, "--items", str(items), "--result", str(result)]
        worker = subprocess.Popen(command, cwd=Path(__file__).parents[1])
        try:
            while not result.exists():
                if worker.poll() is not None:
                    raise SystemExit(f"{case}: the worker ended with code {worker.returncode}")
                time.sleep(0.1)
            found: dict[str, float] = json.loads(result.read_bytes())
            found |= latency(url, name)
        finally:
            worker.kill()
            worker.wait()
    log.drop(spec.name for spec in topics(name))
    log.close()
    return found


def message(name: str, number: int) -> Message:
    """One record of the input."""
    return Message(topic=f"{name}.in", key=b"group-%d" % (number % 97), value=VALUE)


def latency(url: str, name: str) -> dict[str, float]:
    """Milliseconds from append to the output's arrival in a following reader."""
    log, reader = connect(url), connect(url)
    sent: dict[bytes, float] = {}
    took: list[float] = []
    end = threading.Event()

    def follow() -> None:
        for batch in reader.read([f"{name}.out"], follow=True, stop=end.is_set):
            now = time.perf_counter()
            took.extend(now - sent[one.value] for one in batch if one.value in sent)

    following = threading.Thread(target=follow)
    following.start()
    time.sleep(2)
    for number in range(PROBES):
        value = b"probe-%d" % number
        sent[value] = time.perf_counter()
        log.append([Message(topic=f"{name}.in", key=b"group-%d" % (number % 97), value=value)])
        time.sleep(0.03)
    time.sleep(2)
    end.set()
    following.join()
    log.close()
    reader.close()
    ordered = sorted(took)
    return {
        "median": 1000 * ordered[len(ordered) // 2],
        "p99": 1000 * ordered[int(len(ordered) * 0.99) - 1],
    }


@contextmanager
def kafka(address: str | None) -> Iterator[str]:
    """The Kafka at `address`, else one of its own."""
    if address:
        yield address if "://" in address else f"kafka://{address}"
        return
    with LocalKafka() as node:
        yield node.url


def main() -> None:
    """Run every case in turn, as often as asked, and print the best of each."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--items", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=2)
    asked.add_argument("--kafka", help="a running Kafka (default: one is started)")
    for hidden in ("--serve", "--name", "--result"):
        asked.add_argument(hidden, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.serve:
        serve(given.serve, given.kafka, given.name, given.items, Path(given.result))
        return
    best: dict[str, dict[str, float]] = {}
    with kafka(given.kafka) as url:
        for case in CASES * given.rounds:
            found = measure(case, url, given.items)
            if case not in best or found["cpu_rate"] > best[case]["cpu_rate"]:
                best[case] = found
    plain = best["no-op"]["cpu_rate"]
    print(f"{given.items} records of {len(VALUE)} bytes, two hops, {os.cpu_count()} cores")
    for case, found in best.items():
        print(
            f"{case:16} {found['cpu_rate']:6.0f} records per CPU second"
            f"  {found['rate']:6.0f}/s by the clock  {found['cpu_rate'] / plain:5.2f} of no-op"
            f"  append to output {found['median']:.0f} ms, p99 {found['p99']:.0f} ms"
        )


if __name__ == "__main__":
    main()
