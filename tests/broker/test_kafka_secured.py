"""A Kafka that wants TLS and a login: log and Faust get in with the same settings."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from broker import BrokerError, Message, connect
from broker.kafka.local.jars import program
from tests.broker.kafka_worker import specs
from tests.kafka_node import started

pytestmark = pytest.mark.kafka

STORE_PASSWORD = "for-tests-only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secured:
    """Where the secured listener is, and the authority that its certificate comes from."""

    address: str
    cafile: Path

    @property
    def environment(self) -> dict[str, str]:
        """What a user sets."""
        return {
            "REGWATCH_KAFKA_SECURITY": "SASL_SSL",
            "REGWATCH_KAFKA_USERNAME": "watch",
            "REGWATCH_KAFKA_PASSWORD": "s3cret",
            "REGWATCH_KAFKA_CAFILE": str(self.cafile),
        }


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """A node with a SASL_SSL listener (SCRAM-SHA-512) beside the plain one."""
    folder = tmp_path_factory.mktemp("secured")
    cafile = certificate(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    node = started(
        properties={
            "listeners": "PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller},"
            f"SECURE://127.0.0.1:{port}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{{port}},SECURE://127.0.0.1:{port}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,"
            "SECURE:SASL_SSL",
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.secure.scram-sha-512.sasl.jaas.config": "org.apache.kafka.common"
            ".security.scram.ScramLoginModule required;",
            "ssl.keystore.type": "PKCS12",
            "ssl.keystore.location": str(folder / "store.p12"),
            "ssl.keystore.password": STORE_PASSWORD,
        },
        formatting=["--add-scram", "SCRAM-SHA-512=[name=watch,password=s3cret]"],
    )
    yield Secured(address=f"kafka://127.0.0.1:{port}", cafile=cafile)
    node.close()


def certificate(folder: Path) -> Path:
    """A key store with a self-signed certificate for 127.0.0.1, and that certificate as PEM."""
    keytool = program("keytool", "it is part of every JDK")
    store = ["-keystore", str(folder / "store.p12"), "-storepass", STORE_PASSWORD, "-alias", "node"]
    made = ["-genkeypair", "-keyalg", "RSA", "-dname", "CN=node", "-ext", "SAN=IP:127.0.0.1"]
    pem = folder / "ca.pem"
    subprocess.run([keytool, *made, *store, "-storetype", "PKCS12"], check=True)
    subprocess.run([keytool, "-exportcert", "-rfc", *store, "-file", str(pem)], check=True)
    return pem


@pytest.fixture
def settings(secured: Secured, monkeypatch: pytest.MonkeyPatch) -> Secured:
    """The user's settings in the environment."""
    for name, value in secured.environment.items():
        monkeypatch.setenv(name, value)
    return secured


def test_the_log_gets_in(settings: Secured) -> None:
    """With the login in the environment the plain address is enough."""
    log = connect(settings.address)
    log.ensure(specs("secured-log"))
    placed = log.append([Message(topic="secured-log.in", value=b"1", partition=2)])
    read = [record.value for batch in log.read(["secured-log.in"]) for record in batch]
    log.close()
    assert (placed, read) == ([(2, 0)], [b"1"])


def test_a_wrong_password_is_told(settings: Secured, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the address and the cause, and not the password."""
    monkeypatch.setenv("REGWATCH_KAFKA_PASSWORD", "wr0ng")
    with pytest.raises(BrokerError, match=r"user name (or|and) password") as caught:
        connect(settings.address)
    assert "wr0ng" not in str(caught.value)


def test_an_unknown_authority_is_refused(
    settings: Secured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that the system does not trust is not accepted."""
    monkeypatch.delenv("REGWATCH_KAFKA_CAFILE")
    with pytest.raises(BrokerError, match=settings.address.removeprefix("kafka://")):
        connect(settings.address)


def test_faust_gets_in(settings: Secured) -> None:
    """A worker with the same settings reads, folds and writes."""
    log = connect(settings.address)
    log.ensure(specs("secured-app"))
    log.append([Message(topic="secured-app.in", value=b"%d" % number) for number in range(100)])
    command = [sys.executable, "-m", "tests.broker.kafka_worker"]
    worker = subprocess.Popen(
        [*command, settings.address, "secured-app", "one"], env={**os.environ}
    )
    deadline = time.monotonic() + 90
    while sum(log.committed("secured-app", "secured-app.mid").values()) < 100:
        assert time.monotonic() < deadline
        assert worker.poll() is None
        time.sleep(0.2)
    worker.terminate()
    code = worker.wait(30)
    log.close()
    assert code == 0
