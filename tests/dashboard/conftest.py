"""A log with a small world on it, a model that follows it, and a client of the API."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

import broker
from broker import Log
from dashboard.api import create_app
from dashboard.model import Model
from dashboard.server import serve
from dashboard.settings import Settings
from schemas.topics import Topics
from tests.dashboard.world import World, story

NOW = datetime(2021, 12, 1, 12, tzinfo=UTC)


def until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for what another thread does; fails when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """A fresh embedded log."""
    log = broker.connect(f"sqlite:///{tmp_path}/log.db")
    yield log
    log.close()


@pytest.fixture
def world(log: Log) -> World:
    """The story told on the log."""
    world = World(log)
    world.tell(*story())
    return world


@pytest.fixture
def model(log: Log, world: World) -> Iterator[Model]:
    """A model that has read the story."""
    model = Model(log, Topics())
    model.start()
    until(lambda: model.progress.caught_up)
    yield model
    model.close()


@pytest.fixture
def client(model: Model) -> Iterator[TestClient]:
    """The API over the story, on 1 December 2021."""
    app = create_app(model, Settings(), channels=("team",), now=lambda: NOW)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


class Served:
    """A dashboard served in a thread, as the command does."""

    def __init__(self, log_url: str, **options: object) -> None:
        self._stop = threading.Event()
        self._ready = threading.Event()
        self.url = ""
        self._options = {"port": 0, **options}
        self._thread = threading.Thread(target=self._serve, args=(log_url,))
        self._thread.start()
        assert self._ready.wait(60), "the server did not start"

    def _serve(self, log_url: str) -> None:
        serve(log_url, stop=self._stop.is_set, ready=self._listening, **self._options)

    def _listening(self, url: str) -> None:
        self.url = url
        self._ready.set()

    def close(self) -> float:
        """Stop it; the seconds that took."""
        started = time.monotonic()
        self._stop.set()
        self._thread.join(30)
        assert not self._thread.is_alive(), "the server did not stop"
        return time.monotonic() - started


@pytest.fixture
def served(world: World) -> Iterator[Served]:
    """The story served over HTTP."""
    server = Served(world.log.url)
    until(lambda: httpx.get(f"{server.url}/readyz").status_code == 200)
    yield server
    server.close()
