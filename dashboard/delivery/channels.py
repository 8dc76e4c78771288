"""Sending one message by one channel: a signed webhook, or any address that apprise knows.

A sender returns when the message was taken. It raises `Refused` when trying again is of no use (a
4xx answer, an address that makes no sense) and `Unreachable` when it may work later.
"""

import http.client
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

from dashboard.delivery.message import Message
from dashboard.delivery.signing import sign
from dashboard.watchlist_file import Channel

TIMEOUT = 10.0  # seconds
LATER = {408, 425, 429}  # 4xx answers that ask to come back


class DeliveryError(Exception):
    """The message was not taken."""


class Refused(DeliveryError):  # noqa: N818 (an outcome, told apart from the other one)
    """Trying again would fail again."""


class Unreachable(DeliveryError):  # noqa: N818
    """It may work later."""


Sender = Callable[[Channel, Message, int], None]


def send(
    channel: Channel,
    message: Message,
    timestamp: int,
    *,
    environ: Mapping[str, str] = os.environ,
) -> None:
    """Send by whatever the channel is. `timestamp` is signed (seconds since the epoch)."""
    if channel.webhook is not None:
        url = looked_up(channel.webhook, environ)
        _post(url, looked_up(channel.secret or "", environ), message, timestamp)
    else:
        _apprise(looked_up(channel.apprise or "", environ), message)


def looked_up(value: str, environ: Mapping[str, str]) -> str:
    """`value`, or what the environment has for `env:NAME`. Raises `Refused`."""
    if not value.startswith("env:"):
        return value
    found = environ.get(value.removeprefix("env:"))
    if not found:
        raise Refused(f"the environment variable {value.removeprefix('env:')} is not set")
    return found


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A signed request goes where it was addressed, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _post(url: str, secret: str, message: Message, timestamp: int) -> None:
    if not url.startswith(("http://", "https://")):
        raise Refused("a webhook must be an http(s) address")
    request = urllib.request.Request(  # noqa: S310 (the scheme was checked)
        url,
        data=message.payload,
        method="POST",
        headers={
            "content-type": "application/json",
            "user-agent": "regwatch",
            "idempotency-key": message.key,
            "regwatch-timestamp": str(timestamp),
            "regwatch-signature": sign(secret, timestamp, message.payload),
        },
    )
    opener = urllib.request.build_opener(_NoRedirect())
    try:
        with opener.open(request, timeout=TIMEOUT):
            return
    except urllib.error.HTTPError as error:
        error.close()
        kind = Refused if 300 <= error.code < 500 and error.code not in LATER else Unreachable
        raise kind(f"the webhook answered {error.code}") from error
    except (OSError, ssl.SSLError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"the webhook cannot be reached: {error}") from error


def _apprise(url: str, message: Message) -> None:
    import apprise  # noqa: PLC0415 (it loads a hundred plugins, and few processes notify)

    sender = apprise.Apprise()
    if not sender.add(url):
        raise Refused("apprise does not know this address")
    taken = sender.notify(
        title=message.title, body=message.text, body_format=apprise.NotifyFormat.TEXT
    )
    if not taken:
        raise Unreachable("the service behind the address did not take the message")
