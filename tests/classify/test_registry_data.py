"""The shipped registry data: every TOML file as it stands, before it is compiled."""

import datetime as dt
import functools
import itertools
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from babel import Locale

REGISTRY = Path(__file__).resolve().parents[2] / "agents" / "classify" / "registry"
COMPANY_FILES = sorted((REGISTRY / "companies").glob("*.toml"))
AUTHORITY_FILES = sorted((REGISTRY / "authorities").glob("*.toml"))
GROUP_KEYS = {"name", "country", "aliases", "tickers", "members", "ambiguous", "to"}
MEMBER_KEYS = {"name", "aliases", "from", "to", "country"}
AUTHORITY_KEYS = {"name", "jurisdiction", "kind", "aliases", "ambiguous"}
KINDS = {
    *("financial", "data", "competition", "consumer", "tax", "environment", "health"),
    *("communications", "labour", "transport", "gambling", "sanctions", "central-bank"),
    *("prosecutor", "attorney-general", "accounting", "court", "police", "government", "other"),
}
NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
COUNTRIES = {
    str(code) for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))
} - NO_COUNTRIES
NEVER, ALWAYS = dt.date.min, dt.date.max


class Claim(NamedTuple):
    """A name a group lays claim to, from the first day until the day after the last."""

    name: str
    group: str
    since: dt.date
    until: dt.date

    @property
    def dated(self) -> bool:
        """Whether a first or a last day is known."""
        return (self.since, self.until) != (NEVER, ALWAYS)


@functools.cache
def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _tables(paths: list[Path], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in paths:
        content = _read(path)
        assert set(content) == {kind}, path
        for table in content[kind]:
            yield f"{path.name}: {table.get('name')}", table


def _groups() -> Iterator[tuple[str, dict[str, Any]]]:
    return _tables(COMPANY_FILES, "group")


def _authorities() -> Iterator[tuple[str, dict[str, Any]]]:
    return _tables(AUTHORITY_FILES, "authority")


def _members_of(group: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": m} if isinstance(m, str) else m for m in group.get("members", [])]


def _names_of(table: dict[str, Any]) -> list[str]:
    return [table["name"], *table.get("aliases", [])]


def _claims_of(group: dict[str, Any]) -> list[Claim]:
    end = group.get("to", ALWAYS)
    own = [Claim(name, group["name"], NEVER, end) for name in _names_of(group)]
    return own + [
        Claim(name, group["name"], m.get("from", NEVER), min(m.get("to", ALWAYS), end))
        for m in _members_of(group)
        for name in _names_of(m)
    ]


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value) and value == value.strip()


def _is_name_list(value: object) -> bool:
    return isinstance(value, list) and all(_is_name(x) for x in value)


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _lists_are_sound(where: str, table: dict[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys:
        value = table.get(key, [])
        assert _is_name_list(value), f"{where}: {key}"
        assert len(value) == len(set(value)), f"{where}: {key} repeats a name"


def test_every_group_has_known_fields_of_the_right_type() -> None:
    """A group states a name, a real country, clean lists of names, and a plain date if it ended."""
    for where, group in _groups():
        assert set(group) <= GROUP_KEYS, where
        assert _is_name(group["name"]), where
        assert group["country"] in COUNTRIES, where
        _lists_are_sound(where, group, ("aliases", "tickers", "ambiguous"))
        assert _is_day(group.get("to", NEVER)), where


def test_every_member_has_known_fields_of_the_right_type() -> None:
    """A member is a name, or a table of name, aliases, dates and a real country."""
    for where, group in _groups():
        assert isinstance(group.get("members", []), list), where
        for member in _members_of(group):
            place = f"{where}: {member.get('name')}"
            assert set(member) <= MEMBER_KEYS, place
            assert _is_name(member["name"]), place
            _lists_are_sound(place, member, ("aliases",))
            assert member.get("country", group["country"]) in COUNTRIES, place
            assert _is_day(member.get("from", NEVER)), place
            assert _is_day(member.get("to", NEVER)), place


def test_tickers_are_in_capitals() -> None:
    """Tickers are written as on the exchange: capitals, digits, dots and the like, no spaces."""
    for where, group in _groups():
        for ticker in group.get("tickers", []):
            assert re.fullmatch(r"[A-Z0-9][A-Z0-9.&-]{0,14}", ticker), f"{where}: {ticker}"


def test_no_link_ends_before_it_begins() -> None:
    """Every membership lasts at least a day, also within the life of its group."""
    for where, group in _groups():
        for claim in _claims_of(group):
            assert claim.since < claim.until, f"{where}: {claim.name}"


def test_group_names_are_unique() -> None:
    """No group stands twice, in one file or in two sectors."""
    counts = Counter(group["name"] for _, group in _groups())
    assert [name for name, count in counts.items() if count > 1] == []


def test_two_groups_never_claim_a_name_without_dates() -> None:
    """Where two groups hold a name on the same day, a date must say which link is the newer."""
    held: dict[str, list[Claim]] = defaultdict(list)
    for _, group in _groups():
        for claim in _claims_of(group):
            held[claim.name].append(claim)
    clashes = {
        f"{a.name}: {a.group} and {b.group}"
        for claims in held.values()
        for a, b in itertools.combinations(claims, 2)
        if a.group != b.group and not a.dated and not b.dated
    }
    assert sorted(clashes) == []


@pytest.mark.parametrize(("tabled", "named"), [(_groups, "group"), (_authorities, "authority")])
def test_ambiguous_names_are_names_of_the_entry(tabled: Any, named: str) -> None:
    """What is marked ambiguous is one of the entry's names, or the beginning of one."""
    for where, table in tabled():
        own = [claim.name for claim in _claims_of(table)]
        for name in table.get("ambiguous", []):
            known = any(x == name or x.startswith(f"{name} ") for x in own)
            assert known, f"{named} {where}: {name}"


def test_every_authority_has_known_fields_of_the_right_type() -> None:
    """An authority states a name, a jurisdiction, a known kind and clean lists of names."""
    for where, body in _authorities():
        assert set(body) <= AUTHORITY_KEYS, where
        assert _is_name(body["name"]), where
        assert body["kind"] in KINDS, where
        _lists_are_sound(where, body, ("aliases", "ambiguous"))


def test_jurisdictions_are_iso_countries_or_their_states() -> None:
    """A jurisdiction is a country, the Union, the world ("UN"), or a state such as US-CA."""
    for where, body in _authorities():
        assert re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", body["jurisdiction"]), where
        assert body["jurisdiction"][:2] in COUNTRIES | {"EU", "UN"}, where


def test_authorities_are_unique_in_their_jurisdiction() -> None:
    """No authority stands twice."""
    counts = Counter((body["name"], body["jurisdiction"]) for _, body in _authorities())
    assert [key for key, count in counts.items() if count > 1] == []


def test_names_shared_by_authorities_are_marked_ambiguous() -> None:
    """An alias of two authorities ("FSA") is ambiguous in each of them."""
    holders: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for where, body in _authorities():
        for name in set(_names_of(body)):
            holders[name].append((where, name in body.get("ambiguous", [])))
    unmarked = [
        f"{name}: {where}"
        for name, held in holders.items()
        if len(held) > 1
        for where, marked in held
        if not marked
    ]
    assert unmarked == []


def test_the_registry_covers_enough() -> None:
    """At least 1,500 groups and 400 authorities, all US states' attorneys general among them."""
    assert sum(1 for _ in _groups()) >= 1_500
    assert sum(1 for _ in _authorities()) >= 400
    states = {b["jurisdiction"] for _, b in _authorities() if b["kind"] == "attorney-general"}
    assert sum(1 for state in states if state.startswith("US-")) >= 50
