"""Notifications: alerts -> watchlists -> outbox -> channels.

`notify(log_url, ...)` is the loop behind the command. Nothing is lost: an alert's place is
committed only after its notes are on disk. Nothing is sent twice: a note is one alert on one
channel, and a message that is tried again carries the idempotency key it had.
"""

from dashboard.delivery.loop import notify

__all__ = ["notify"]
