"""Probes, metrics, feeds, and the Grafana dashboard over them."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from broker import BrokerError, Log, Message, Partition
from dashboard.api import create_app
from dashboard.api.gauges import worker_lag
from dashboard.model import Model
from dashboard.settings import Settings
from schemas.codec import encode
from schemas.dead_letter import DeadLetter
from schemas.feed_health import FeedHealth
from schemas.topics import Topics
from tests.dashboard.conftest import until
from tests.dashboard.world import World

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"\bregwatch_[a-z_]+")


def families(client: TestClient) -> dict[str, list]:
    """What /metrics gives, parsed as Prometheus does."""
    text = client.get("/metrics").text
    return {family.name: family.samples for family in text_string_to_metric_families(text)}


def test_metrics_tell_what_operators_need(client: TestClient, world: World, model: Model) -> None:
    """Model, feeds, dead letters, confidence and the workers' lag are there with real values."""
    topics = Topics()
    now = datetime.now(UTC)
    sick = FeedHealth(feed="sick", status="failing", failures=3, last_success=now)
    letter = DeadLetter(id="l", stage="feeds", error="not XML", at=now)
    world.log.append(
        [
            Message(topic=topics.feeds.name, key=b"sick", value=encode(sick)),
            Message(topic=topics.dead_letters.name, key=b"l", value=encode(letter)),
            Message(topic=topics.items.name, key=b"i", value=b"{}"),
        ]
    )
    until(lambda: model.operations.feeds() and model.operations.dead_letters())
    client.get("/api/companies")
    found = families(client)
    value = {name: samples[0].value for name, samples in found.items() if samples}
    assert value["regwatch_model_caught_up"] == 1
    assert value["regwatch_feed_up"] == 0
    assert value["regwatch_feed_failures"] == 3
    assert value["regwatch_dead_letters"] == 1
    rows = {s.labels["table"]: s.value for s in found["regwatch_model_rows"]}
    assert (rows["company"], rows["cases"]) == (5, 12)
    lag = {s.labels["topic"]: s.value for s in found["regwatch_lag_records"]}
    assert lag[topics.items.name] == 1
    confidence = found["regwatch_mention_confidence"]
    assert confidence[-1].value == rows["placement"]


def test_lag_counts_what_is_not_committed_and_its_age(log: Log) -> None:
    """Two of three records are behind; the first of them is two minutes old."""
    topics = Topics(partitions=1)
    log.ensure(topics.all())
    now = datetime(2021, 12, 1, tzinfo=UTC)
    name = topics.items.name
    for minutes in (3, 2, 1):
        at = int((now - timedelta(minutes=minutes)).timestamp() * 1000)
        log.append([Message(topic=name, key=b"k", value=b"{}", timestamp=at)])
    log.commit("regwatch", {Partition(name, 0): 1})
    assert worker_lag(log, "regwatch", name, now) == (2, 120.0)
    log.commit("regwatch", {Partition(name, 0): 3})
    assert worker_lag(log, "regwatch", name, now) == (0, 0.0)


def test_ready_means_caught_up_and_in_touch(model: Model) -> None:
    """Ready turns off when the log has been silent; alive turns off when the thread has ended."""
    with TestClient(create_app(model, Settings()), base_url="http://localhost") as client:
        good = client.get("/readyz").status_code
        model.clock = lambda: model.progress.seen_at + 11
        silent = client.get("/readyz")
        model.progress.caught_up = False
        starting = client.get("/readyz")
        alive = client.get("/healthz").status_code
        model.close()
        ended = client.get("/healthz").status_code
    assert (good, silent.status_code, starting.status_code) == (200, 503, 503)
    assert "not answered" in silent.json()["problems"][0]
    assert "from the start" in starting.json()["problems"][0]
    assert (alive, ended) == (200, 503)


def test_a_log_that_goes_away_is_told_and_survived(log: Log, world: World) -> None:
    """While the log fails the model says so and tries again; then it is current once more."""
    broken = Interrupted(log)
    model = Model(broken, Topics())
    model.start()
    until(lambda: model.progress.caught_up)
    broken.down = True
    until(lambda: model.progress.error)
    world.change("c-zoom", ambiguous=True)
    broken.down = False
    until(lambda: model.cases.get("c-zoom")["ambiguous"] and not model.progress.error)
    model.close()


class Interrupted:
    """A real log whose connection can be cut."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.down = False

    def __getattr__(self, name: str) -> object:
        return getattr(self._log, name)

    def spans(self, topic: str) -> object:
        """As the log, unless it is cut off."""
        if self.down:
            raise BrokerError("cut off")
        return self._log.spans(topic)

    def read(self, *args: object, **options: object) -> object:
        """As the log, until it is cut off."""
        for records in self._log.read(*args, **options):
            if self.down:
                raise BrokerError("cut off")
            yield records


def test_every_metric_of_the_docs_exists(client: TestClient) -> None:
    """The table in dashboard/metrics.py names what /metrics serves, and all of it."""
    table = (ROOT / "dashboard" / "metrics.py").read_text().partition('"""\n\nfrom')[0]
    told = {name.removesuffix("_total") for name in re.findall(r"\| (regwatch_\w+) \|", table)}
    served = {name for name in families(client) if name.startswith("regwatch_")}
    assert told == {name.removesuffix("_created") for name in served}


@pytest.mark.parametrize("file", ["grafana/regwatch.json", "rules.yml"])
def test_operators_files_ask_for_metrics_that_exist(client: TestClient, file: str) -> None:
    """Every name in a panel or rule is served by the dashboard or the worker."""
    text = (ROOT / "ops" / file).read_text()
    asked = {re.sub(r"_(bucket|total|count|sum)$", "", name) for name in NAME.findall(text)}
    worker = set(re.findall(r'"(regwatch_\w+)"', (ROOT / "agents" / "metrics.py").read_text()))
    assert asked - worker - set(families(client)) == set()


def test_operators_files_are_well_formed() -> None:
    """JSON and YAML load; panels do not overlap."""
    board = json.loads((ROOT / "ops" / "grafana" / "regwatch.json").read_text())
    cells = [
        (x, y)
        for panel in board["panels"]
        for g in (panel["gridPos"],)
        for x in range(g["x"], g["x"] + g["w"])
        for y in range(g["y"], g["y"] + g["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) == 23
    for file in (ROOT / "ops").rglob("*.yml"):
        assert yaml.safe_load(file.read_text())
