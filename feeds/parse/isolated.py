"""Large odd bodies are read by a process of their own, which can be killed.

feedparser takes seconds, and holds the interpreter, for a megabyte made to harm it. The child gets
limits on time and memory; what comes back is JSON, so a child that went wrong cannot harm us.
"""

import resource
import subprocess
import sys

import orjson
from pydantic import TypeAdapter, ValidationError

from feeds.parse.any_feed import parse_any
from feeds.parse.document import Document, ParseError

SECONDS = 10  # of processor time
STARTUP = 5  # and of waiting, for the start
MEMORY = 1024 * 1024 * 1024
_DOCUMENT = TypeAdapter(Document)


def parse_isolated(
    body: bytes, *, url: str, content_type: str, language: str, limit: int
) -> Document:
    """As `parse_any`, in a child process. Raises `ParseError`."""
    about = {
        "seconds": SECONDS,
        "url": url,
        "content_type": content_type,
        "language": language,
        "limit": limit,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "feeds.parse.isolated"],
            input=orjson.dumps(about) + b"\n" + body,
            capture_output=True,
            timeout=SECONDS + STARTUP,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ParseError(f"took more than {SECONDS} s to read") from error
    kind, _, rest = done.stdout.partition(b"\n")
    if kind == b"error":
        raise ParseError(rest.decode("utf-8", "replace"))
    if kind != b"document":
        raise ParseError(f"took more than {SECONDS} s or {MEMORY >> 20} MB to read")
    try:
        return _DOCUMENT.validate_json(rest)
    except ValidationError as error:
        raise ParseError("could not be read") from error


def _child() -> None:
    about = orjson.loads(sys.stdin.buffer.readline())
    seconds = about.pop("seconds")
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        document = parse_any(sys.stdin.buffer.read(), **about)
    except ParseError as error:
        sys.stdout.buffer.write(b"error\n" + str(error).encode())
    else:
        sys.stdout.buffer.write(b"document\n" + _DOCUMENT.dump_json(document))


if __name__ == "__main__":
    _child()
