"""`serve(log_url, ...)`: the dashboard over a log, until it is told to stop.

Blocking. It ends cleanly on SIGTERM and SIGINT (when it runs in the main thread), or soon after
`stop()` turns true: open event streams are let go, the model's thread ends, the log is closed.
Several dashboards may serve one log.
"""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import structlog
import uvicorn

import broker
from broker import Log
from dashboard.api import create_app
from dashboard.api.hub import Hub
from dashboard.model import Live, Model
from dashboard.settings import Settings
from dashboard.watchlist_file import WatchlistFile, read_file
from schemas.topics import Topics

logger = structlog.get_logger("regwatch.dashboard")
STOP_CHECK = 0.2  # seconds
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def serve(
    log_url: str,
    *,
    host: str = "127.0.0.1",
    port: int = 8080,
    run: str | None = None,
    partitions: int | None = None,
    token: str | None = None,
    cors_origins: tuple[str, ...] = (),
    rate: float | None = None,
    watchlists: Path | None = None,
    model_file: Path | None = None,
    stop: Callable[[], bool] = lambda: False,
    ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve a dashboard on `http://host:port`; `ready(url)` is called once it listens.

    `run` None shows whichever run is live and changes over when another is promoted. Port 0 takes
    any free one. Raises `SettingsError` for an address others can reach without a token,
    `BrokerError` when the log cannot be opened, `DecodeError` when it names the live run in a way
    this program cannot read, `OSError` when the port is taken.
    """
    settings = Settings(host=host, port=port, token=token, cors_origins=cors_origins, rate=rate)
    file = read_file(watchlists) if watchlists else WatchlistFile()
    listening = bind(settings.host, settings.port)
    log = broker.connect(log_url)
    try:
        source = _source(log, run, partitions, model_file, file)
        try:
            source.start()
            _run(
                source,
                settings=settings,
                channels=tuple(file.channels),
                listening=listening,
                stop=stop,
                ready=ready,
            )
        finally:
            source.close()
    finally:
        log.close()
        listening.close()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named, asyncio sends each answer at once (TCP_NODELAY); without, the second
    # part of an answer waits 40 ms for the first one's acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
    except OSError:
        listening.close()
        raise
    return listening


def _source(
    log: Log, run: str | None, partitions: int | None, path: Path | None, file: WatchlistFile
) -> Model | Live:
    def prepare(model: Model) -> None:
        model.watchlists.from_file = file.watchlists

    if run is None:
        return Live(log, partitions=partitions, path=path, prepare=prepare)
    topics = Topics(run=run)
    if partitions is not None:
        topics = replace(topics, partitions=partitions)
    model = Model(log, topics, path=path)
    prepare(model)
    return model


def _run(
    source: Model | Live,
    *,
    settings: Settings,
    channels: tuple[str, ...],
    listening: socket.socket,
    stop: Callable[[], bool],
    ready: Callable[[str], None],
) -> None:
    app = create_app(source, settings, channels=channels)
    config = uvicorn.Config(
        app,
        log_level="warning",
        loop="asyncio",  # the same wherever it runs, not whatever is installed beside it
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        proxy_headers=False,
    )
    server = _Server(config, hub=app.state.context.hub, stop=stop)
    name = f"[{settings.host}]" if ":" in settings.host else settings.host
    url = f"http://{name}:{listening.getsockname()[1]}"
    logger.info("dashboard listening", url=url, run=source.current.topics.run)
    server.when_started = lambda: ready(url)
    server.run(sockets=[listening])


class _Server(uvicorn.Server):
    """uvicorn that looks at `stop`, and lets the event streams go before it waits for them."""

    def __init__(self, config: uvicorn.Config, *, hub: Hub, stop: Callable[[], bool]) -> None:
        super().__init__(config)
        self._hub = hub
        self._asked_to_stop = stop
        self.when_started: Callable[[], None] = lambda: None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT without raising them again: the caller still has to close.

        Only the main thread may listen to signals; elsewhere `stop` is the way.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {one: signal.signal(one, self.handle_exit) for one in SIGNALS}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.when_started()
            self._watch = asyncio.create_task(self._watch_stop())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._hub.close()
        await super().shutdown(sockets)

    async def _watch_stop(self) -> None:
        while not self.should_exit:
            await asyncio.sleep(STOP_CHECK)
            if self._asked_to_stop():
                self.should_exit = True
