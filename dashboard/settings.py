"""How the dashboard is served. Off loopback a token is required: `Settings` refuses without one."""

import ipaddress
from dataclasses import dataclass


class SettingsError(ValueError):
    """The settings do not go together; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`rate` is requests a second and client (`burst` at once); None for no limit.

    `token` loses the white space around it: one read from a file ends with a line break.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    token: str | None = None
    cors_origins: tuple[str, ...] = ()
    rate: float | None = None
    burst: int = 200

    def __post_init__(self) -> None:
        object.__setattr__(self, "token", _stripped(self.token))
        if not self.on_loopback and not self.token:
            raise SettingsError(
                f"{self.host} can be reached by others: give a token (--token or REGWATCH_TOKEN), "
                "or serve on 127.0.0.1"
            )

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can connect."""
        return is_loopback(self.host)

    @property
    def requests_per_second(self) -> float | None:
        """The limit in force: off loopback there always is one."""
        return self.rate if self.on_loopback or self.rate is not None else 50.0


def _stripped(token: str | None) -> str | None:
    """The token as callers can send it, None for an empty one. Raises `SettingsError`."""
    bare = (token or "").strip()
    if not (bare.isascii() and bare.isprintable()):
        raise SettingsError(
            "the token may hold printable ASCII characters only: callers cannot send others "
            "in a header"
        )
    return bare or None


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
