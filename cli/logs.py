"""Logs on standard error: readable on a terminal, one JSON object a line anywhere else.

`REGWATCH_LOG_LEVEL` (default warning; the long-running commands say what they do at info) and
`REGWATCH_LOG_FORMAT` (json or text) choose otherwise.
"""

import logging
import os
import sys

import structlog

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def set_up() -> None:
    """Route our own logs and the libraries' to standard error."""
    level = LEVELS.get(os.environ.get("REGWATCH_LOG_LEVEL", "warning").lower(), logging.WARNING)
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    if "REGWATCH_LOG_LEVEL" not in os.environ:
        # It tells every try to connect; what fails in the end is told once, as our own error.
        logging.getLogger("kafka").setLevel(logging.CRITICAL)
    form = os.environ.get("REGWATCH_LOG_FORMAT", "text" if sys.stderr.isatty() else "json")
    last: structlog.typing.Processor
    if form == "json":
        last = structlog.processors.JSONRenderer()
    else:
        last = structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
