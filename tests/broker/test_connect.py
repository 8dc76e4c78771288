"""What a log address leads to."""

import pytest

from broker import BrokerError, settings_for, transport_url


def test_each_engine_has_its_faust_address() -> None:
    """A scheme of our own where Faust's own would be taken otherwise."""
    urls = ("sqlite:///var/a.db", "kafka://a:9092")
    assert [transport_url(url) for url in urls] == ["sqlite:///var/a.db", "regwatch-kafka://a:9092"]


def test_the_embedded_log_needs_no_instance() -> None:
    """There is one worker; its settings do not change with its name."""
    url = "sqlite:///var/a.db"
    assert settings_for(url, instance="one") == settings_for(url)


def test_an_address_of_no_engine_is_refused_everywhere() -> None:
    """With the forms that exist."""
    for asks in (transport_url, settings_for):
        with pytest.raises(BrokerError, match="kafka://HOST:PORT"):
            asks("redis://somewhere")
