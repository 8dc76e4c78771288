"""One Kafka broker and controller in one JVM, on loopback, with its own data directory.

In: a data directory and a port. Out: an address; the node survives `kill()` and `start()` again.
"""

import socket
import subprocess
import tempfile
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from broker.kafka.local.jars import LocalKafkaError, fetch, program

START_SECONDS = 90.0
STOP_SECONDS = 20.0
JVM = ("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
LOGGING = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={logs}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
offsets.retention.minutes=525600
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=2000
num.network.threads=2
num.io.threads=4
log.cleaner.dedupe.buffer.size=16777216
"""


class LocalKafka:
    """A Kafka node that this process starts and ends. Raises `LocalKafkaError` where it cannot.

    Without `data` it lives in a temporary directory, which `close()` removes; with `data` it
    goes on where an earlier node with the same directory and port ended. `properties` are added to
    the server's own, `formatting` to the options of Kafka's storage tool; `{port}` and
    `{controller}` in a property stand for the node's ports.
    """

    def __init__(
        self,
        *,
        data: Path | None = None,
        port: int = 0,
        properties: Mapping[str, str] | None = None,
        formatting: Sequence[str] = (),
    ) -> None:
        self._scratch = None if data else tempfile.TemporaryDirectory(prefix="regwatch-kafka-")
        self.data = Path(self._scratch.name) if self._scratch else (data or Path()).resolve()
        self.port = port or _free_port()
        self._controller_port = _free_port()
        self._more = dict(properties or {})
        self._formatting = list(formatting)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """`host:port` for Kafka clients."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The same as a log address."""
        return f"kafka://{self.address}"

    @property
    def pid(self) -> int | None:
        """The JVM's process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> "LocalKafka":
        """Format the storage if it is new, start the JVM and wait until the node serves."""
        self.data.mkdir(parents=True, exist_ok=True)
        java = [program("java", "install a JDK of version 17 or later"), *JVM, LOGGING]
        java += ["-cp", str(fetch() / "*")]
        self._write_properties()
        if not (self.data / "logs" / "meta.properties").exists():
            self._format(java)
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [*java, "kafka.Kafka", str(self._properties)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def wait(self) -> int:
        """Block until the JVM ends; its exit code."""
        return self._process.wait() if self._process else 0

    def kill(self) -> None:
        """End the JVM at once, as a power cut would; the data stays."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """End the JVM in order; at once if that takes too long. The data stays."""
        if self._process:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def close(self) -> None:
        """End the node; a temporary one is gone with its data."""
        if self._scratch is None:
            self.stop()
        else:
            self.kill()
            self._scratch.cleanup()

    def __enter__(self) -> "LocalKafka":
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def _properties(self) -> Path:
        return self.data / "server.properties"

    @property
    def _output(self) -> Path:
        return self.data / "kafka.log"

    def _write_properties(self) -> None:
        text = PROPERTIES.format(
            port=self.port, controller=self._controller_port, logs=self.data / "logs"
        )
        ports = {"port": self.port, "controller": self._controller_port}
        more = (f"{name}={value.format(**ports)}\n" for name, value in self._more.items())
        self._properties.write_text(text + "".join(more), "utf-8")

    def _format(self, java: list[str]) -> None:
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        command = [*java, "kafka.tools.StorageTool", "format"]
        # `=` keeps an id that begins with a dash from being read as an option.
        command += [f"--cluster-id={cluster}", "-c", str(self._properties), *self._formatting]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise LocalKafkaError(f"Kafka's storage: {(done.stderr or done.stdout)[-2000:]}")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.pid is None:
                raise LocalKafkaError(f"Kafka ended while starting:\n{self._tail()}")
            if self._serves():
                return
            time.sleep(0.05)
        raise LocalKafkaError(f"Kafka not ready after {START_SECONDS:.0f} s:\n{self._tail()}")

    def _serves(self) -> bool:
        with suppress(OSError, KafkaError):
            socket.create_connection(("127.0.0.1", self.port), 0.2).close()
            with KafkaAdminClient(
                bootstrap_servers=self.address, bootstrap_timeout_ms=5000
            ) as admin:
                return bool(admin.describe_cluster()["brokers"])
        return False

    def _tail(self) -> str:
        return self._output.read_text("utf-8", "replace")[-3000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
