"""One worker process: creates what is missing, then runs the app until it is told to stop."""

import gc

import faust
import structlog
from prometheus_client import start_http_server

from agents.app import changelogs, create_app
from agents.classify import ReaderSettings, load
from agents.resolve import ResolveSettings
from agents.settings import WorkerSettings
from broker import check_alone, connect
from schemas.item import Item

log = structlog.get_logger(__name__)

# Read before any other, so that none has to wait for the tables that are built on first use.
_FIRST = Item(id="first", title="London watchdog fines Acme Ltd $2 million over late reports")


def prepare(settings: WorkerSettings) -> None:
    """Create the run's topics and changelogs where they are missing. Raises `BrokerError`."""
    store = connect(settings.log)
    try:
        store.ensure([*settings.topics.all(), *changelogs(settings.topics)])
    finally:
        store.close()


def work(settings: WorkerSettings, *, metrics: tuple[str, int] | None = None) -> None:
    """Run a worker until SIGTERM or Ctrl-C; `metrics` is where to serve them, host and port.

    Ends the process; exit code 1 after a crash.
    """
    prepare(settings)
    check_alone(settings.log, settings.topics.prefix)
    reader = load(ReaderSettings(companies=settings.companies))
    reader.examine(_FIRST)
    app = create_app(settings, reader, ResolveSettings())
    if metrics is not None:
        host, port = metrics
        start_http_server(port, addr=host)
    worker = faust.Worker(app, quiet=True, loglevel="WARN", override_logging=False)
    worker.spinner = None  # it writes to standard output, which is for results
    gc.freeze()  # registry and model stay for good: no collection need look at them
    try:
        worker.execute_from_commandline()
    finally:
        if worker.crash_reason is not None:
            log.error("worker stopped", reason=str(worker.crash_reason))
