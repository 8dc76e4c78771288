"""A log URL to the path of its file: `sqlite:///relative.db`, `sqlite:////absolute.db`."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from broker.log import BrokerError

FORM = "sqlite:///relative/path.db or sqlite:////absolute/path.db"
# Faust splits a broker address at these, so a worker could never open such a file.
_SPLITTERS = ",;"


def path_of(url: str) -> Path:
    """The file that `url` names, under the working directory if relative, or a `BrokerError`."""
    parts = urlsplit(url)
    if parts.scheme != "sqlite" or parts.netloc or not parts.path.startswith("/"):
        raise BrokerError(f"log address {url!r}: write it as {FORM}")
    if parts.query or parts.fragment:
        raise BrokerError(f"log address {url!r}: write '?' as %3F and '#' as %23 in a file's name")
    name = unquote(parts.path[1:])
    if not name or name.endswith("/"):
        raise BrokerError(f"log address {url!r} names no file: write it as {FORM}")
    if any(character in name for character in _SPLITTERS):
        raise BrokerError(f"log address {url!r}: choose a path without comma and semicolon")
    return Path(name)
