"""A Kafka log's address: where the brokers are and how to talk to them.

In: `kafka://[user:password@]host:port[,host:port][?option=value&...]` and the environment, where
`REGWATCH_KAFKA_<OPTION>` stands in for an option that the address does not give. Out: settings for
kafka-python, and a text without secrets for messages.

| option | value |
| --- | --- |
| security | PLAINTEXT (default), SSL, SASL_PLAINTEXT, SASL_SSL |
| mechanism | PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 (default) |
| username, password | for SASL; the environment is the place for the password |
| cafile, certfile, keyfile, keypassword | PEM files for TLS |
| check_hostname | `false` accepts a certificate for another host name |
| replication | copies of each new topic (default: 3, or as many as there are brokers) |
| min_insync | copies that must have a record before it counts (default: 2 of 3, else 1) |
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from broker.log import BrokerError

DEFAULT_PORT = 9092
ENVIRONMENT = "REGWATCH_KAFKA_"
PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
SECRETS = frozenset({"username", "password", "keypassword"})
OPTIONS = frozenset(
    {"security", "mechanism", "cafile", "certfile", "keyfile", "check_hostname"}
    | {"replication", "min_insync"}
    | SECRETS
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Address:
    """A parsed address. Its text carries neither user nor password."""

    servers: tuple[str, ...]
    security: str = "PLAINTEXT"
    mechanism: str = "SCRAM-SHA-512"
    username: str | None = None
    password: str | None = None
    cafile: str | None = None
    certfile: str | None = None
    keyfile: str | None = None
    keypassword: str | None = None
    check_hostname: bool = True
    replication: int | None = None
    min_insync: int | None = None

    def __str__(self) -> str:
        suffix = "" if self.security == "PLAINTEXT" else f"?security={self.security}"
        return f"kafka://{','.join(self.servers)}{suffix}"

    __repr__ = __str__

    @property
    def encrypted(self) -> bool:
        """Whether connections use TLS."""
        return self.security in {"SSL", "SASL_SSL"}

    @property
    def authenticated(self) -> bool:
        """Whether connections log in."""
        return self.security.startswith("SASL")

    def tls(self) -> ssl.SSLContext | None:
        """The TLS settings, or None for plain connections. Raises `BrokerError` on bad files."""
        if not self.encrypted:
            return None
        try:
            context = ssl.create_default_context(cafile=self.cafile)
            if self.certfile:
                context.load_cert_chain(self.certfile, self.keyfile, self.keypassword)
        except (OSError, ssl.SSLError) as problem:
            raise BrokerError(f"{self}: certificate files: {problem}") from problem
        context.check_hostname = self.check_hostname
        return context

    def client(self) -> dict[str, object]:
        """What every kafka-python client is opened with."""
        settings: dict[str, object] = {
            "bootstrap_servers": list(self.servers),
            "security_protocol": self.security,
            "ssl_context": self.tls(),
        }
        if self.authenticated:
            settings["sasl_mechanism"] = self.mechanism
            settings["sasl_plain_username"] = self.username
            settings["sasl_plain_password"] = self.password
        return settings


def parse(url: str, environ: Mapping[str, str]) -> Address:
    """Read an address. Raises `BrokerError` for one that makes no sense."""
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    options = _options(parts.query, environ)
    if login:
        user, _, password = login.partition(":")
        options |= {"username": unquote(user), "password": unquote(password)}
    servers = tuple(_server(host) for host in hosts.split(",") if host)
    shown = f"kafka://{hosts}"
    if not servers or parts.path.strip("/"):
        raise BrokerError(f"log address {shown}: use kafka://HOST:PORT[,HOST:PORT]")
    return _checked(shown, servers, options)


def _options(query: str, environ: Mapping[str, str]) -> dict[str, str]:
    given = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(set(given) - OPTIONS)
    if unknown:
        raise BrokerError(
            f"log address: unknown option {unknown[0]!r}; there are {', '.join(sorted(OPTIONS))}"
        )
    elsewhere = {name: environ.get(ENVIRONMENT + name.upper()) for name in OPTIONS}
    return {name: value for name, value in elsewhere.items() if value} | given


def _server(host: str) -> str:
    name, colon, port = host.rpartition(":")
    if not colon or host.endswith("]"):
        return f"{host}:{DEFAULT_PORT}"
    if not port.isdigit() or not name:
        raise BrokerError(f"log address: {host!r} is not HOST:PORT")
    return host


def _checked(shown: str, servers: tuple[str, ...], options: dict[str, str]) -> Address:
    security = options.get("security", "PLAINTEXT").upper()
    mechanism = options.get("mechanism", "SCRAM-SHA-512").upper()
    if security not in PROTOCOLS:
        raise BrokerError(f"{shown}: security is one of {', '.join(PROTOCOLS)}")
    if mechanism not in MECHANISMS:
        raise BrokerError(f"{shown}: mechanism is one of {', '.join(MECHANISMS)}")
    if security.startswith("SASL") and not (options.get("username") and options.get("password")):
        raise BrokerError(
            f"{shown}: {security} needs {ENVIRONMENT}USERNAME and {ENVIRONMENT}PASSWORD"
        )
    return Address(
        servers=servers,
        security=security,
        mechanism=mechanism,
        username=options.get("username"),
        password=options.get("password"),
        cafile=options.get("cafile"),
        certfile=options.get("certfile"),
        keyfile=options.get("keyfile"),
        keypassword=options.get("keypassword"),
        check_hostname=options.get("check_hostname", "true").lower() not in {"false", "0", "no"},
        replication=_count(shown, "replication", options),
        min_insync=_count(shown, "min_insync", options),
    )


def _count(shown: str, name: str, options: dict[str, str]) -> int | None:
    text = options.get(name)
    if text is None:
        return None
    if not text.isdigit() or int(text) < 1:
        raise BrokerError(f"{shown}: {name}={text} is not a positive number")
    return int(text)
