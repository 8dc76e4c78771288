"""Records survive the wire; what is no record is refused with a reason."""

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime

from schemas.codec import DecodeError, decode, encode, plain_decimal
from schemas.dead_letter import DeadLetter
from schemas.decision import Decision
from schemas.export import CONTRACTS, json_schema
from schemas.item import Item
from schemas.mention import Evidence, Mention, Reading
from schemas.tally import Tally
from schemas.words import Kind, Stage

ITEM = {"id": "a1", "title": "Bank fined", "published": "2024-02-01T09:00:00+01:00"}


def _raw(**changes: Any) -> bytes:
    return json.dumps(ITEM | changes).encode()


st.register_type_strategy(AwareDatetime, st.datetimes(timezones=st.just(dt.UTC)))
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False, places=4))
st.register_type_strategy(int, st.integers(min_value=0, max_value=2**53))
# Records with a currency are covered by the examples: a pattern is more than a type can tell.
FREE_RECORDS = [Item, Tally, Decision, DeadLetter]


@given(st.sampled_from(FREE_RECORDS).flatmap(st.from_type))
def test_every_record_comes_back_equal(record: Any) -> None:
    """Whatever its values, a record decodes to what was encoded."""
    record = replace(record, version=1)
    assert decode(type(record), encode(record)) == record


def test_equal_records_have_equal_bytes() -> None:
    """Replays are compared byte for byte, so the encoding has one form only."""
    assert encode(decode(Item, _raw())) == encode(decode(Item, _raw()))


def test_an_unknown_field_is_ignored() -> None:
    """A newer puller may say more than this program knows."""
    assert decode(Item, _raw(mood="grim")) == decode(Item, _raw())


def test_a_missing_optional_field_takes_its_default() -> None:
    """An older writer did not know `lang`."""
    assert decode(Item, _raw()).lang is None


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\xff\xfe", "not JSON"),
        (b"[]", "expected a JSON object, got list"),
        (b"{}", "Item.id: Field required"),
        (_raw(id=7), "Item.id: Input should be a valid string"),
        (_raw(published="2024-02-01T09:00:00"), "Item.published"),
        (_raw(version=2), "newer than this program reads"),
        (_raw(version="1"), "newer than this program reads"),
    ],
)
def test_what_is_no_item_is_refused_with_the_reason(raw: bytes, reason: str) -> None:
    """The reason goes into the dead letter, so it must say what is wrong."""
    with pytest.raises(DecodeError, match=reason):
        decode(Item, raw)


def test_money_is_a_plain_decimal_string() -> None:
    """No float, no exponent, no trailing zeros: 9.20E+7 is written 92000000."""
    mention = Mention(
        id="m",
        item="a1",
        kind=Kind.FINE,
        company="Bank",
        group="Bank",
        amount=Decimal("9.20E+7"),
        currency="USD",
        stage=Stage.IMPOSED,
        evidence=Evidence(field="title", start=0, end=4, text="Bank"),
        rule="test",
    )
    reading = Reading(item="a1", revision=1, group="Bank", mentions=(mention,))
    assert json.loads(encode(reading))["mentions"][0]["amount"] == "92000000"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_plain_decimals_keep_their_value(value: Decimal) -> None:
    """Writing a decimal plainly never changes it."""
    assert Decimal(plain_decimal(value)) == value


def test_raw_bytes_travel_as_base64() -> None:
    """A dead letter holds any bytes at all."""
    letter = DeadLetter(
        id="d", stage="classify", error="e", raw=b"\x00\xff", at=dt.datetime.now(dt.UTC)
    )
    assert json.loads(encode(letter))["raw"] == "AP8="


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_the_checked_in_schema_is_the_contract(name: str, project: Any) -> None:
    """`make schemas` was run after the last change of a record."""
    file = project / "schemas" / "json" / f"{name}.schema.json"
    assert json.loads(file.read_text()) == json_schema(name)
