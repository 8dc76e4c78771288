"""Slips of the hand: one plain line on standard error that says what to do, and the right code."""

import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from broker import Message, connect
from cli.app import app
from cli.options import Format, UserError, check_address, lines_of, opened
from cli.output import rows
from cli.pulling import pull_plan
from cli.runs import topics_at
from cli.serve import folder_beside
from schemas.case import Case
from schemas.codec import encode
from schemas.item_file import BadLine, read_items
from schemas.topics import DEFAULT_PARTITIONS, Topics
from schemas.words import Kind, Stage


@pytest.fixture
def log(tmp_path: Path) -> str:
    """A log with two cases of two companies."""
    url = f"sqlite:///{tmp_path / 'log.db'}"
    store = connect(url)
    store.ensure(Topics().all())
    for name, company in (("case-1", "Uber"), ("case-2", "Apple")):
        case = Case(id=name, kind=Kind.FINE, group=company, company=company, stage=Stage.IMPOSED)
        store.append([Message(topic=Topics().cases.name, key=name.encode(), value=encode(case))])
    store.close()
    return url


def _regwatch(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_slip_in_an_address_leaves_no_empty_log_behind(tmp_path: Path) -> None:
    """What only reads makes nothing; what fills a log may."""
    url = f"sqlite:///{tmp_path / 'slip' / 'log.db'}"
    with pytest.raises(UserError, match="no log at"), opened(url):
        pass
    assert not (tmp_path / "slip").exists()
    with opened(url, create=True):
        assert (tmp_path / "slip" / "log.db").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["merge", "case-1", "case-1"], "into itself"),
        (["merge", "case-1", "case-2"], "only cases of one company"),
        (["split", "case-1", "no-mention"], "no mention"),
        (["veto", "case-1", "--mention", "no-mention"], "no mention"),
    ],
)
def test_a_decision_that_no_worker_could_carry_out_is_refused(
    log: str, words: list[str], told: str
) -> None:
    """It is told at once, not dead-lettered later; nothing is recorded."""
    done = CliRunner().invoke(app, ["decide", *words, "--why", "x", "--log", log])
    assert isinstance(done.exception, UserError)
    assert told in str(done.exception)
    assert CliRunner().invoke(app, ["decide", "list", "--log", log]).stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ["alerts", "--min-usd", "nan"],
        ["replay", "--from", "10", "--dry-run"],
        ["replay", "--to", "2024-13-45", "--dry-run"],
        ["topics", "create", "--partitions", "0"],
    ],
)
def test_values_that_mean_nothing_are_wrong_use(log: str, words: list[str]) -> None:
    """Exit code 2."""
    assert CliRunner().invoke(app, [*words, "--log", log]).exit_code == 2


def test_nothing_found_is_told_beside_an_empty_result(log: str) -> None:
    """Programs get the same columns, people the reason."""
    words = ["tallies", "--company", "Nobody", "--format", "csv", "--log", log]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0
    assert done.stdout.startswith("group,fine,fine standing usd")
    assert "nothing for 'Nobody'" in done.stderr


def test_an_unknown_run_is_told_how_to_make_it(log: str) -> None:
    """`regwatch run` would not."""
    done = CliRunner().invoke(app, ["cases", "--run", "trial", "--log", log])
    assert "regwatch replay --into trial" in str(done.exception)


def test_a_replay_of_what_is_no_items_fails(log: str, tmp_path: Path) -> None:
    """Nobody should be told to promote an empty run."""
    (tmp_path / "noise").write_bytes(b"\xff\xfe\n")
    words = ["replay", "--file", str(tmp_path / "noise"), "--no-work", "--log", log]
    done = CliRunner().invoke(app, words)
    assert "nothing that was replayed" in str(done.exception)
    assert "promote" not in done.stderr


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[1]\n", b""])
def test_score_says_what_it_wants(tmp_path: Path, content: bytes) -> None:
    """Bytes, JSON of another shape and an empty file."""
    (tmp_path / "labels").write_bytes(content)
    done = CliRunner().invoke(app, ["score", str(tmp_path / "labels")])
    assert isinstance(done.exception, UserError)
    assert "labelled item" in str(done.exception) or "JSON lines" in str(done.exception)


def test_a_port_in_use_is_told_with_what_to_change() -> None:
    """Before anything starts."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match="give another --port"):
            check_address("127.0.0.1", port)


@pytest.mark.parametrize("wrong", [["--feeds", "nowhere.toml"], ["--host", "0.0.0.0"]])
def test_run_ends_at_once_where_a_part_could_not_start(log: str, wrong: list[str]) -> None:
    """It does not go on without its puller or its page."""
    done = CliRunner().invoke(app, ["run", "--no-open", "--port", "0", "--log", log, *wrong])
    assert isinstance(done.exception, UserError)


def test_files_are_named_in_errors_and_found_out_before_the_work(tmp_path: Path) -> None:
    """The system's number says nothing to people."""
    items = tmp_path / "items.jsonl"
    items.write_text("")
    done = _regwatch("tally", str(items), "--cases", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"regwatch: {tmp_path}: Is a directory\n"


def test_pipes_are_files_and_folders_are_not(tmp_path: Path) -> None:
    """`regwatch read <(zcat items.gz)` gives a pipe's name."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["/bin/sh", "-c", f"echo {{}} > {pipe}"]), lines_of(str(pipe)) as lines:
        assert list(lines) == [b"{}\n"]
    with pytest.raises(UserError, match="is a folder"), lines_of(str(tmp_path)):
        pass


def test_an_item_needs_an_id_that_is_one() -> None:
    """Items without would all be one."""
    (bad,) = read_items([json.dumps({"id": "", "title": "x"}).encode()])
    assert isinstance(bad, BadLine)


def test_tables_cut_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a pipe a row is one line; where it is narrow, what does not fit goes on below."""
    row = {"case": "case-0123456789abcdef", "party": "a [long] name of an authority" * 5}
    monkeypatch.delenv("COLUMNS", raising=False)
    rows(["case", "party"], [row], Format.TABLE)
    assert row["party"] in capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "30")
    rows(["case", "party"], [row], Format.TABLE)
    assert f"case: {row['case']}\nparty: {row['party']}\n" in capsys.readouterr().out


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path: Path) -> None:
    """`regwatch read items.jsonl | head -1`, under `set -o pipefail` too."""
    items = tmp_path / "items.jsonl"
    items.write_text('{"id": "a"}\n' * 20_000)
    command = [sys.executable, "-m", "cli.main", "read", str(items)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reading:
        assert reading.stdout is not None
        assert reading.stdout.readline() == b'{"id":"a","events":[]}\n'
        reading.stdout.close()
        assert reading.stderr is not None
        assert (reading.stderr.read(), reading.wait()) == (b"", 0)


def test_the_puller_s_folder_is_beside_the_log_that_is_opened() -> None:
    """However the address writes the file's name."""
    assert folder_beside("sqlite:////data/my%20logs/log.db") == Path("/data/my logs/feeds")


def test_ctrl_c_during_the_start_is_quiet() -> None:
    """The imports take seconds, and impatient people press it then."""
    command = [sys.executable, "-m", "cli.main", "--help"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        time.sleep(0.5)
        started.send_signal(signal.SIGINT)
        _out, errors = started.communicate()
    assert (started.returncode, errors) == (130, b"")


def test_ctrl_c_inside_a_native_module_s_import_is_quiet() -> None:
    """Such a module answers an exception with an ImportError of its own, as onnxruntime does."""
    program = """
import signal, sys
class Native:
    def find_spec(self, name, path=None, target=None):
        if name == "onnxruntime":
            try:
                signal.raise_signal(signal.SIGINT)
            except BaseException as stopped:
                raise ImportError("initialization failed") from stopped
sys.meta_path.insert(0, Native())
from cli.main import main
main()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


def test_a_worker_takes_as_many_partitions_as_the_log_has(tmp_path: Path) -> None:
    """A plain command after `topics create --partitions 8` must not ask for four."""
    url = f"sqlite:///{tmp_path / 'log.db'}"
    assert topics_at(url, None).partitions == DEFAULT_PARTITIONS
    done = CliRunner().invoke(app, ["topics", "create", "--log", url, "--partitions", "8"])
    assert done.exit_code == 0
    assert topics_at(url, None).partitions == 8
    assert topics_at(url, None, 2).partitions == 2


def test_the_archive_is_kept_for_ever_or_for_days(tmp_path: Path) -> None:
    """`--archive-days` reaches the archive's rotation."""
    assert pull_plan(Topics(), (), tmp_path).rotation.keep is None
    assert pull_plan(Topics(), (), tmp_path, keep_days=3).rotation.keep == dt.timedelta(days=3)
