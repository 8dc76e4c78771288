"""From the options of `regwatch pull` to what is pulled."""

import pytest

from cli.options import UserError
from cli.pulling import hub_settings


def test_hubs_call_one_address_and_are_taken_on_another() -> None:
    """The callback stays as given; HOST:PORT is taken apart, brackets of IPv6 included."""
    found = hub_settings("https://watch.example.org/hubs", "[::1]:8081")
    assert (found.callback, found.host, found.port) == (
        "https://watch.example.org/hubs",
        "::1",
        8081,
    )


@pytest.mark.parametrize(
    ("callback", "listen"),
    [
        ("watch.example.org/hubs", "127.0.0.1:8081"),
        ("https://", "127.0.0.1:8081"),
        ("https://watch.example.org", "8081"),
        ("https://watch.example.org", "127.0.0.1:http"),
        ("https://watch.example.org", "127.0.0.1:70000"),
    ],
)
def test_what_is_no_address_is_told(callback: str, listen: str) -> None:
    """The error names the option and what to give."""
    with pytest.raises(UserError, match=r"--websub.*give"):
        hub_settings(callback, listen)
