"""The consumers in docs/alerts.md, run as they are printed (only names and addresses replaced)."""

import re
import select
import shutil
import subprocess
import sys
import time
import tomllib
import uuid
from pathlib import Path

import pytest

import broker
from broker import Log
from dashboard.delivery.signing import sign
from dashboard.watchlist_file import parse
from schemas.topics import Topics
from tests.dashboard.world import World, story

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", (ROOT / "docs" / "alerts.md").read_text(), re.DOTALL)


def block(language: str, holding: str) -> str:
    """The one block of that language that holds a text."""
    [found] = [code for name, code in BLOCKS if name == language and holding in code]
    return found


def first_line(code: str, saying: str, seconds: float = 40) -> str:
    """Run a script that never ends; its first line that says so."""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, bufsize=0, cwd=ROOT
    )
    deadline = time.monotonic() + seconds
    try:
        assert process.stdout is not None
        while time.monotonic() < deadline:
            if select.select([process.stdout], [], [], 0.2)[0]:
                line = process.stdout.readline().decode()
                if saying in line:
                    return line
            assert process.poll() is None, "the script ended"
        raise AssertionError("nothing was printed in time")
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def on_kafka(kafka: str) -> tuple[str, Topics]:
    """The story's alerts on a real Kafka, in topics of their own."""
    topics = Topics(run=f"docs-{uuid.uuid4().hex[:8]}", partitions=1)
    log = broker.connect(kafka)
    World(log, topics).tell(*story())
    log.close()
    return kafka.removeprefix("kafka://"), topics


@pytest.mark.kafka
def test_the_kafka_consumer_prints_alerts(on_kafka: tuple[str, Topics]) -> None:
    """Ten lines of kafka-python see the large ones, with a quoted sentence."""
    address, topics = on_kafka
    code = block("python", "KafkaConsumer")
    assert len(code.strip().splitlines()) <= 10
    code = code.replace("localhost:9092", address).replace("regwatch.", f"{topics.prefix}.")
    line = first_line(code, "WhatsApp")
    assert line.startswith("opened WhatsApp fine 247500000 The commission fined WhatsApp")


@pytest.mark.kafka
@pytest.mark.skipif(shutil.which("kcat") is None, reason="NO KCAT HERE: its example is not run")
def test_the_kcat_line_prints_alerts(on_kafka: tuple[str, Topics]) -> None:
    """One line an alert: the company's key, a tab, the JSON."""
    address, topics = on_kafka
    line = block("sh", "kcat").replace("localhost:9092", address)
    done = subprocess.run(
        line.replace("regwatch.", f"{topics.prefix}."),
        shell=True, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    keys = sorted({row.partition("\t")[0] for row in done.stdout.splitlines()})
    assert keys == ["amazon", "bytedance", "google", "meta"]


def test_the_embedded_consumer_prints_alerts(log: Log) -> None:
    """The same over the embedded log."""
    World(log).tell(*story())
    code = block("python", "broker.connect").replace("sqlite:///var/regwatch.db", log.url)
    assert "opened Amazon fine 820600000" in first_line(code, "Amazon")


def test_the_watchlist_example_is_valid() -> None:
    """The TOML of the docs is taken as it stands."""
    file = parse(tomllib.loads(block("toml", "watchlists")), where="docs")
    assert (set(file.channels), set(file.watchlists)) == ({"team", "siem"}, {"big-tech"})


def test_the_webhook_check_of_the_docs_works() -> None:
    """It accepts our signature and no other."""
    space: dict = {}
    exec(block("python", "is_genuine"), space)
    now = int(time.time())
    good = sign("s", now, b"{}")
    assert space["is_genuine"]("s", str(now), b"{}", good)
    assert not space["is_genuine"]("s", str(now), b"{ }", good)
    assert not space["is_genuine"]("s", str(now - 301), b"{}", sign("s", now - 301, b"{}"))
