"""`read` and `tally` as other programs call them: JSON in, JSON out, exit codes that mean it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ITEMS = [
    {
        "id": "one",
        "title": "Data watchdog fines Uber 290 million euros",
        "summary": "The Dutch Data Protection Authority has fined Uber €290 million.",
        "published": "2024-08-26",
    },
    {"id": "two", "title": "Uber opens a new office", "published": "2024-08-27"},
    {
        "id": "three",
        "title": "Uber must pay 290 million euro fine in the Netherlands",
        "summary": "",
        "published": "2024-08-27",
    },
]


def _regwatch(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli.main", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


def _lines(items: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(item) + "\n" for item in items)


def test_read_prints_one_line_an_item_with_the_contract_s_fields() -> None:
    """Programs rely on the fields, and on the quoted text standing where the offsets say."""
    done = _regwatch("read", "-", given=_lines(ITEMS[:2]))
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    (event,) = first["events"]
    evidence = event["evidence"]
    expected = {
        "kind": "fine",
        "company": "Uber",
        "group": "Uber",
        "amount": "290000000",
        "currency": "EUR",
        "stage": "imposed",
    }
    assert done.returncode == 0
    assert {name: event[name] for name in expected} == expected
    assert float(event["usd"]) > 290_000_000
    assert ITEMS[0][evidence["field"]][evidence["start"] : evidence["end"]] == evidence["text"]
    assert second == {"id": "two", "events": []}


def test_tally_counts_an_event_once_however_often_it_is_reported(tmp_path: Path) -> None:
    """Two items tell of one fine: one case, its sum once, both items behind it."""
    cases = tmp_path / "cases.jsonl"
    done = _regwatch("tally", "-", "--cases", str(cases), given=_lines(ITEMS))
    (company,) = json.loads(done.stdout)["companies"]
    (case,) = (json.loads(line) for line in cases.read_text().splitlines())
    assert company["group"] == "Uber"
    assert company["fine"]["standing"]["count"] == company["fine"]["count"] == 1
    assert case["items"] == ["one", "three"]


def test_tally_prints_a_table_and_csv_too() -> None:
    """People and spreadsheets read it as well."""
    as_csv = _regwatch("tally", "-", "--format", "csv", given=_lines(ITEMS))
    as_table = _regwatch("tally", "-", "--format", "table", given=_lines(ITEMS))
    assert as_csv.stdout.splitlines()[1].startswith("Uber,1,")
    assert "Uber" in as_table.stdout


def test_a_bad_line_is_told_and_counted_and_the_others_are_read() -> None:
    """The exit code says that something was passed over."""
    done = _regwatch("read", "-", given="{oops\n" + _lines(ITEMS[1:2]))
    assert done.returncode == 1
    assert json.loads(done.stdout)["id"] == "two"
    assert "line 1: not JSON" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_use_exits_with_2_and_a_missing_file_with_1() -> None:
    """Scripts tell a typing mistake from a failure."""
    wrong, missing = _regwatch("read", "--colour"), _regwatch("tally", "nowhere.jsonl")
    assert (wrong.returncode, missing.returncode) == (2, 1)
    assert "no such file" in missing.stderr


def test_an_empty_log_says_what_to_start(tmp_path: Path) -> None:
    """A newcomer asks for totals before anything ran."""
    done = _regwatch("tallies", "--log", f"sqlite:///{tmp_path / 'log.db'}")
    assert done.returncode == 1
    assert "regwatch run" in done.stderr


def test_an_address_that_no_engine_serves_is_explained() -> None:
    """The message names the addresses that work."""
    done = _regwatch("alerts", "--log", "redis://localhost")
    assert done.returncode == 1
    assert "sqlite:///PATH" in done.stderr


def test_tally_shows_why_over_the_examples_of_the_handbook(project: Path) -> None:
    """The handbook's cases are what the command prints."""
    done = _regwatch("tally", str(project / "docs" / "examples.jsonl"), "--why")
    shown = (project / "docs" / "examples.md").read_text()
    assert done.returncode == 0
    cases = [line for line in done.stdout.splitlines() if line[:1].strip()]
    assert len(cases) == 6
    assert all(line in shown for line in cases)
