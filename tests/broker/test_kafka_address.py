"""Kafka addresses: where the brokers are, how to log in, and what is never shown."""

import pytest

from broker import BrokerError
from broker.kafka.address import parse


def test_several_brokers_and_the_default_port() -> None:
    """A list of brokers is kept in order; 9092 stands in for a missing port."""
    assert parse("kafka://a:1,b,[::1]:3,[::2]", {}).servers == (
        "a:1",
        "b:9092",
        "[::1]:3",
        "[::2]:9092",
    )


def test_a_plain_address_needs_no_settings() -> None:
    """Without options the connection is plain."""
    assert parse("kafka://a:1", {}).client() == {
        "bootstrap_servers": ["a:1"],
        "security_protocol": "PLAINTEXT",
        "ssl_context": None,
    }


def test_login_from_the_environment() -> None:
    """The environment gives what the address leaves out."""
    environ = {
        "REGWATCH_KAFKA_SECURITY": "sasl_plaintext",
        "REGWATCH_KAFKA_USERNAME": "watch",
        "REGWATCH_KAFKA_PASSWORD": "s3cret",
    }
    settings = parse("kafka://a:1?mechanism=PLAIN", environ).client()
    assert [
        settings[f"sasl_{name}"] for name in ("mechanism", "plain_username", "plain_password")
    ] == [
        "PLAIN",
        "watch",
        "s3cret",
    ]


def test_the_address_wins_over_the_environment() -> None:
    """An option in the address is the more particular wish."""
    assert parse("kafka://a:1?replication=2", {"REGWATCH_KAFKA_REPLICATION": "5"}).replication == 2


def test_secrets_are_not_shown() -> None:
    """Neither text nor representation of an address carries user or password."""
    address = parse("kafka://watch:p%40ss@a:1?security=SASL_PLAINTEXT&keypassword=kp", {})
    assert (address.password, f"{address} {address!r}") == (
        "p@ss",
        "kafka://a:1?security=SASL_PLAINTEXT kafka://a:1?security=SASL_PLAINTEXT",
    )


def test_tls_checks_the_host_name_unless_told_not_to() -> None:
    """`security=SSL` makes a verifying TLS context."""
    strict = parse("kafka://a:1?security=SSL", {}).tls()
    loose = parse("kafka://a:1?security=SSL&check_hostname=false", {}).tls()
    assert strict is not None
    assert loose is not None
    assert (strict.check_hostname, loose.check_hostname, loose.verify_mode) == (
        True,
        False,
        strict.verify_mode,
    )


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("kafka://", "use kafka://HOST:PORT"),
        ("kafka://a:1/topic", "use kafka://HOST:PORT"),
        ("kafka://a:port", "'a:port' is not HOST:PORT"),
        ("kafka://a:1?security=TLS", "security is one of"),
        ("kafka://a:1?security=SASL_SSL&mechanism=MD5", "mechanism is one of"),
        ("kafka://a:1?security=SASL_SSL", "needs REGWATCH_KAFKA_USERNAME"),
        ("kafka://a:1?colour=red", "unknown option 'colour'"),
        ("kafka://a:1?replication=0", "replication=0 is not a positive number"),
    ],
)
def test_an_address_that_makes_no_sense(url: str, message: str) -> None:
    """What is wrong is said before anything is connected."""
    with pytest.raises(BrokerError, match=message):
        parse(url, {})


def test_a_missing_certificate_is_named() -> None:
    """A certificate file that is not there is an error, not a traceback."""
    with pytest.raises(BrokerError, match="certificate files"):
        parse("kafka://a:1?security=SSL&cafile=/no/such.pem", {}).client()
