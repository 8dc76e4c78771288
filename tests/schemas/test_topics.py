"""Runs never share a topic, and groups never share a key by accident."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.group import group_key
from schemas.topics import Topics


def test_two_runs_share_no_topic() -> None:
    """A shadow run must not touch what is live."""
    live = {spec.name for spec in Topics().all()}
    shadow = {spec.name for spec in Topics(run="trial").all()}
    assert live & shadow == set()


@pytest.mark.parametrize("name", ["", "Trial", "a b", "../x", "x" * 41])
def test_a_name_that_no_topic_could_carry_is_refused(name: str) -> None:
    """The message says which names are good."""
    with pytest.raises(ValueError, match="lower-case letters"):
        Topics(run=name)


@pytest.mark.parametrize(
    ("group", "key"),
    [
        ("ByteDance", "bytedance"),
        ("Johnson & Johnson", "johnson-and-johnson"),
        ("Société Générale", "societe-generale"),
        ("AT&T", "at-and-t"),
    ],
)
def test_a_key_reads_like_the_name(group: str, key: str) -> None:
    """It stands in addresses that people see."""
    assert group_key(group) == key


@given(st.text(min_size=1))
def test_a_key_fits_a_path_and_a_record(group: str) -> None:
    """Whatever the name, the key is short, plain and never empty."""
    key = group_key(group)
    assert 0 < len(key) <= 100
    assert key.replace("-", "").isalnum()
    assert key.isascii()


def test_names_in_other_scripts_keep_apart() -> None:
    """Losing the letters must not put two companies under one key."""
    assert group_key("阿里巴巴") != group_key("字节跳动")
