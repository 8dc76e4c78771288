"""Kafka's jars: fetched once with Maven into the user's cache, then used offline.

In: `pom.xml` beside this module, which names the version. Out: a directory of jars.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from broker.log import BrokerError

POM = Path(__file__).with_name("pom.xml")
FETCH_SECONDS = 600.0


class LocalKafkaError(BrokerError):
    """A local Kafka cannot be had here: no JDK, no Maven, no network, or it does not start."""


def kafka_version() -> str:
    """The version that the pom names."""
    found = re.search(r"<kafka\.version>([\d.]+)</kafka\.version>", POM.read_text("utf-8"))
    if found is None:
        raise LocalKafkaError(f"{POM}: no <kafka.version>")
    return found[1]


def cache_dir() -> Path:
    """Where the jars of this version are kept: `REGWATCH_KAFKA_JARS`, else the user's cache."""
    chosen = os.environ.get("REGWATCH_KAFKA_JARS")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "regwatch" / f"kafka-{kafka_version()}"


def program(name: str, hint: str) -> str:
    """The path of `java` or `mvn`. Raises `LocalKafkaError` with `hint` where there is none."""
    home = os.environ.get("JAVA_HOME") if name == "java" else None
    found = shutil.which(name, path=str(Path(home) / "bin")) if home else None
    found = found or shutil.which(name)
    if found is None:
        raise LocalKafkaError(f"{name} is not on the PATH: {hint}")
    return found


def fetch() -> Path:
    """The directory of jars, downloaded first if need be.

    Two processes may do so at once: each fills its own directory and the first rename wins.
    """
    target = cache_dir()
    if _complete(target):
        return target
    maven = program("mvn", "install Maven, or give a running Kafka's address instead")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        filled = Path(scratch) / "jars"
        _copy_dependencies(maven, filled)
        try:
            filled.rename(target)
        except OSError:
            if not _complete(target):
                raise
    return target


def _complete(jars: Path) -> bool:
    return (jars / f"kafka_2.13-{kafka_version()}.jar").exists()


def _copy_dependencies(maven: str, into: Path) -> None:
    command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={into}"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise LocalKafkaError(f"Maven took more than {FETCH_SECONDS:.0f} s: {late}") from late
    if done.returncode:
        raise LocalKafkaError(f"Maven could not fetch Kafka's jars:\n{done.stdout[-2000:]}")
