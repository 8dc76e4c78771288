"""The container files: valid by the Compose specification, and about commands that exist."""

import fnmatch
import json
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import typer
import yaml

from broker.kafka.address import parse
from cli.app import app

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
VARIABLE = re.compile(r"\$\{(\w+)(?::[-?](.*?))?\}")


def interpolated(text: str) -> str:
    """The text with every variable's default, as Compose does it when nothing is set."""
    return VARIABLE.sub(lambda found: found[2] or "", text)


def instructions(name: str) -> list[str]:
    """What follows each `name` in the Dockerfile, continued lines joined."""
    lines = DOCKERFILE.replace("\\\n", " ").splitlines()
    return [line.split(maxsplit=1)[1] for line in lines if line.startswith(f"{name} ")]


def test_compose_file_keeps_to_the_specification() -> None:
    """The Compose specification's own JSON Schema (in the package check-jsonschema) accepts it."""
    folder = resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((folder / "compose-spec.json").read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(COMPOSE)] == []


def test_the_parts_of_the_system_are_there() -> None:
    """Kafka, its topics, a puller, two workers and the dashboard start by default."""
    default = {name for name, service in SERVICES.items() if "profiles" not in service}
    assert default == {"kafka", "topics", "puller", "worker-1", "worker-2", "dashboard"}


@pytest.mark.parametrize("name", OURS)
def test_every_command_exists(name: str) -> None:
    """What a service runs is a command of `regwatch` with options that it knows."""
    command: Any = typer.main.get_command(app)
    words = list(SERVICES[name]["command"])
    while hasattr(command, "commands"):
        assert words[0] in command.commands
        command = command.commands[words.pop(0)]
    context = command.context_class(command)
    _options, left_over, _order = command.make_parser(context).parse_args(words)
    assert left_over == []


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_images_are_pinned(name: str) -> None:
    """No image floats: each names a version of at least two numbers."""
    assert re.search(r":v?\d+\.\d+(\.\d+)?$", SERVICES[name]["image"])


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"topics"}))
def test_every_lasting_service_has_a_health_check(name: str) -> None:
    """What is meant to go on says whether it does; the one-shot service has its exit code."""
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_dependencies_can_be_waited_for(name: str) -> None:
    """Whoever waits for health waits for a service that has a check."""
    waited = SERVICES[name].get("depends_on", {})
    wrong = [
        other
        for other, how in waited.items()
        if other not in SERVICES
        or (how["condition"] == "service_healthy" and "healthcheck" not in SERVICES[other])
    ]
    assert wrong == []


def test_ports_are_open_to_this_machine_only() -> None:
    """Nothing is published beyond loopback."""
    ports = [str(port) for service in SERVICES.values() for port in service.get("ports", [])]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_mounted_files_are_there() -> None:
    """What is mounted from the checkout exists."""
    mounts = [volume for service in SERVICES.values() for volume in service.get("volumes", [])]
    sources = [mount.split(":")[0] for mount in mounts if mount.startswith("./")]
    assert len(sources) == 4
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_python_in_health_checks_compiles() -> None:
    """A health check that is a line of Python is one."""
    checks = [service.get("healthcheck", {}).get("test", []) for service in SERVICES.values()]
    lines = [check[3] for check in checks if check[1:3] == ["python", "-c"]]
    compiled = [compile(line, "healthcheck", "exec") for line in lines]
    assert len(compiled) == 3


def test_the_log_is_the_kafka_inside() -> None:
    """With nothing set, every part of ours talks to the listener that Kafka advertises inside."""
    addresses = set()
    for name in OURS:
        environment = {
            key: interpolated(str(value)) for key, value in SERVICES[name]["environment"].items()
        }
        addresses.add(parse(environment["REGWATCH_LOG"], environment).servers)
    advertised = SERVICES["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    assert addresses == {("kafka:19092",)}
    assert "INSIDE://kafka:19092" in advertised


def test_kafka_is_the_version_of_the_tests() -> None:
    """The image is of the version that the tests' broker runs."""
    pom = ElementTree.parse(ROOT / "broker/kafka/local/pom.xml")
    version = pom.findtext(".//{*}kafka.version")
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{version}"


def test_two_workers_have_names_of_their_own() -> None:
    """Static members of one consumer group must not share a name."""
    names = [
        service["command"][service["command"].index("--instance") + 1]
        for service in SERVICES.values()
        if "--instance" in service.get("command", [])
    ]
    assert names == ["worker-1", "worker-2"]


def test_our_containers_are_confined() -> None:
    """Ours run with a read-only root, no capabilities, and no way to gain privileges."""
    kept = {
        (
            service["read_only"],
            tuple(service["cap_drop"]),
            tuple(service["security_opt"]),
        )
        for service in (SERVICES[name] for name in OURS)
    }
    assert kept == {(True, ("ALL",), ("no-new-privileges:true",))}


def test_the_image_is_pinned_and_unprivileged() -> None:
    """Python's minor version is named, the user is not root, and the entry is the command."""
    assert {base.split()[0] for base in instructions("FROM")} == {"python:3.11-slim-bookworm"}
    assert instructions("USER") == ["regwatch"]
    assert [json.loads(line) for line in instructions("ENTRYPOINT")] == [["regwatch"]]


def test_the_image_copies_what_is_there_and_let_in() -> None:
    """Every source of a COPY exists and gets past .dockerignore; every package is copied."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    sources = {
        word
        for line in instructions("COPY")
        if not line.startswith("--from")
        for word in line.split()[:-1]
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    assert {word for word in sources if not (ROOT / word).exists()} == set()
    assert sources == let_in
    assert packages - sources == set()


def test_nothing_private_gets_into_the_image() -> None:
    """Version control, environments and data stay out of the build context."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    let_in = [line[1:] for line in lines if line.startswith("!")]
    private = (".git", ".venv", "var", ".env", "tests")
    assert "*" in lines
    assert [name for name in private for rule in let_in if fnmatch.fnmatch(name, rule)] == []
