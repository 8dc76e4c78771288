"""Names in texts, groups over time, authorities by context, users' files, and the artefact."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.registry.build import compile_registry
from agents.classify.registry.catalogue import Catalogue, encode
from agents.classify.registry.companies import (
    ARTEFACT,
    NameHit,
    Registry,
    RegistryError,
    normalise_name,
)
from agents.classify.registry.listed import tidy
from agents.classify.registry.variants import spellings


@pytest.fixture(scope="module")
def registry() -> Registry:
    """The shipped registry, loaded once."""
    return Registry.load()


@pytest.fixture(scope="module")
def compiled() -> Catalogue:
    """The sources, compiled once."""
    return compile_registry()


def written(text: str, hits: list[NameHit]) -> list[tuple[str, str]]:
    """Each hit as it stands in the text, with its group."""
    return [(text[hit.start : hit.end], hit.group) for hit in hits]


def certain(registry: Registry, text: str) -> list[str]:
    """Groups of the companies named beyond doubt."""
    hits = registry.find(text)
    return [hit.group for hit in hits if hit.kind == "company" and not hit.ambiguous]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Regulator weighs a penalty for TikTok", [("TikTok", "ByteDance")]),
        (
            "ByteDance's lawyers met Meta's on Monday",
            [("ByteDance", "ByteDance"), ("Meta", "Meta")],
        ),
        (
            "A claim against J&J, and one against AT&T",
            [("J&J", "Johnson & Johnson"), ("AT&T", "AT&T")],
        ),
        ("Johnson and Johnson will pay", [("Johnson and Johnson", "Johnson & Johnson")]),
        ("Coca Cola and Rolls Royce", [("Coca Cola", "Coca-Cola"), ("Rolls Royce", "Rolls-Royce")]),
        ("Nestlé, Nestle", [("Nestlé", "Nestle"), ("Nestle", "Nestle")]),
        ("McDonald’s loses an appeal", [("McDonald’s", "McDonald's")]),
        ("An order for J. C. Penney", [("J. C. Penney", "JC Penney")]),
        ("Strafe gegen Googles Dienst", [("Google", "Google")]),
        ("Der VW-Vorstand schweigt", [("VW", "Volkswagen")]),
        ("Youtube und Mastercard", [("Youtube", "Google"), ("Mastercard", "Mastercard")]),
        ("Bnp Paribas paga", [("Bnp Paribas", "BNP Paribas")]),
    ],
)
def test_spellings(registry: Registry, text: str, expected: list[tuple[str, str]]) -> None:
    """A name is found in the spellings papers use, and rolls up to its group."""
    assert written(text, registry.find(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ryanair DAC Ltd. and Tesco plc", ["Ryanair", "Tesco plc"]),
        ("a notice to Apple, Inc. on Friday", ["Apple, Inc."]),
        ("sent to Toyota Motor Co., Ltd. today", ["Toyota Motor Co., Ltd."]),
        ("ein Bescheid an Vodafone (Deutschland) GmbH", ["Vodafone (Deutschland) GmbH"]),
        (
            "a claim on Fortum Marketing and Sales Polska S.A.",
            ["Fortum Marketing and Sales Polska S.A."],
        ),
        ("Google se defiende", ["Google"]),
    ],
)
def test_legal_form_belongs_to_the_name(registry: Registry, text: str, expected: list[str]) -> None:
    """The hit covers the legal form, and the trades and places before it, but no plain words."""
    assert [text[hit.start : hit.end] for hit in registry.find(text)] == expected


@pytest.mark.parametrize(
    "text",
    ["Pineapples are cheap", "The Boeingers", "snapshot of a chevronned coat", "facebookish", ""],
)
def test_word_borders(registry: Registry, text: str) -> None:
    """Letters of a longer word are no name."""
    assert certain(registry, text) == []


def test_longest_name_wins(registry: Registry) -> None:
    """The longest name at a place is taken, never a piece of it."""
    text = "Bank of America Merrill Lynch, Bank of America and Fox News"
    assert written(text, registry.find(text))[1:] == [
        ("Bank of America", "Bank of America"),
        ("Fox News", "Fox Corp"),
    ]


def test_all_capitals(registry: Registry) -> None:
    """A text or a name in capitals is read by the upper-case forms."""
    text = "VOLKSWAGEN AND LLOYDS BANKING GROUP FACE NEW CLAIMS"
    assert certain(registry, text) == ["Volkswagen", "Lloyds Banking Group"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Target practice is cancelled", "Target"),
        ("Shell collectors met on the beach", "Shell"),
        ("Visa rules for students change", "Visa"),
        ("Orange trees bloom in spring", "Orange"),
        ("Officials Chase Down Debtors", "Chase"),
    ],
)
def test_plain_words_are_doubtful(registry: Registry, text: str, name: str) -> None:
    """A name that is a plain word too is found, and marked as doubtful."""
    first = registry.find(text)[0]
    assert (text[first.start : first.end], first.ambiguous) == (name, True)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("The state began a case against Target over unsafe toys", ["Target"]),
        ("They asked why Shell had known for years", ["Shell"]),
        ("Farms lie across the Delta near here", []),
        ("Das Amt hat ein Visa und mehr verlangt", []),
        ("Ten Reasons Why Target Dates Matter To Savers", []),
    ],
)
def test_a_capital_inside_a_sentence_is_a_name(
    registry: Registry, text: str, groups: list[str]
) -> None:
    """Where small letters are the rule and no article stands before it, a capital means a name."""
    assert certain(registry, text) == groups


@pytest.mark.parametrize(
    ("text", "group"), [("Target Corp. pays", "Target"), ("against Visa Inc in Texas", "Visa")]
)
def test_legal_form_ends_the_doubt(registry: Registry, text: str, group: str) -> None:
    """With its legal form behind it even a plain word is a company."""
    assert certain(registry, text) == [group]


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Doug Ford spoke at noon",
        "Rangers left the Amazon rainforest",
        "the order names Calm Wise International, Inc. of Utah",
        "Stocks rose and the S&P 500 gained",
        "a suit by Honest Ford Dismantlers Inc",
    ],
)
def test_part_of_another_name(registry: Registry, text: str) -> None:
    """A person, a thing or a longer firm's name that holds a known name is not that company."""
    assert certain(registry, text) == []


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        ("Instagram", dt.date(2011, 5, 1), "Instagram"),
        ("Instagram", dt.date(2012, 9, 6), "Meta"),
        ("Skype", dt.date(2007, 1, 1), "eBay"),
        ("Skype", dt.date(2010, 6, 1), "Skype"),
        ("Skype", None, "Microsoft"),
        ("Monsanto", dt.date(2016, 1, 1), "Monsanto"),
        ("Monsanto", dt.date(2019, 3, 1), "Bayer"),
        ("Sprint", dt.date(2014, 1, 1), "Sprint"),
        ("Sprint", None, "T-Mobile US"),
        ("Musical.ly", dt.date(2016, 1, 1), "Musical.ly"),
        ("Musical.ly", None, "ByteDance"),
        ("Credit Suisse", dt.date(2020, 1, 1), "Credit Suisse"),
        ("Credit Suisse", None, "UBS"),
        ("Chrysler", dt.date(2000, 1, 1), "DaimlerChrysler"),
        ("Chrysler", dt.date(2016, 1, 1), "Fiat Chrysler Automobiles"),
        ("Chrysler", None, "Stellantis"),
    ],
)
def test_owner_of_the_day(
    registry: Registry, name: str, day: dt.date | None, expected: str
) -> None:
    """A brand belongs to who owned it that day; without a day, to its owner now."""
    assert registry.group_of(name, day) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GOOGLE IRELAND LTD", "Google"),
        ("the coca-cola company", "Coca-Cola"),
        ("Société Générale SA", "Societe Generale"),
        ("Merck KGaA", "Merck KGaA"),
        ("Merck & Co., Inc.", "Merck & Co"),
        ("Vodafone Romania S.A.", "Vodafone"),
        ("Huawei Technologies Services Deutschland GmbH", "Huawei"),
        ("Honest Ford Dismantlers", None),
        ("No Such Firm Ltd", None),
        ("", None),
    ],
)
def test_group_of_a_written_name(registry: Registry, name: str, expected: str | None) -> None:
    """Case, accents, legal forms, places and trades make no difference; a stranger is None."""
    assert registry.group_of(name) == expected


def test_listed_names(registry: Registry) -> None:
    """A listed name without a group of its own is its own group, under a readable name."""
    text = "Penguin Solutions sued Zumiez and Winmark"
    groups = [hit.group for hit in registry.find(text)]
    assert groups[-2:] == ["Zumiez", "Winmark"]
    assert registry.group_of("AMAZON COM INC") == "Amazon"


@pytest.mark.parametrize(
    ("filed", "shown"),
    [
        ("ABM INDUSTRIES INC /DE/", "ABM Industries"),
        ("CRACKER BARREL OLD COUNTRY STORE, INC", "Cracker Barrel Old Country Store"),
        ("BANK OF HAWAII CORP", "Bank of Hawaii"),
        ("Tesla, Inc.", "Tesla"),
    ],
)
def test_filed_names_are_tidied(filed: str, shown: str) -> None:
    """Filed names lose shouting, legal form and state of filing."""
    assert tidy(filed) == shown


@pytest.mark.parametrize(
    ("text", "name", "country", "doubt"),
    [
        ("The SEC charged a broker in Texas", "Securities and Exchange Commission", "US", False),
        ("London: the FCA wants answers", "Financial Conduct Authority", "GB", False),
        ("In Tokyo the FSA opened a file", "Financial Services Agency", "JP", False),
        ("In London the FSA opened a file", "Financial Services Authority", "GB", False),
    ],
)
def test_authorities(registry: Registry, text: str, name: str, country: str, doubt: bool) -> None:
    """An authority is found with its jurisdiction; the text settles which of several is meant."""
    hits = [hit for hit in registry.find(text) if hit.kind == "authority"]
    assert [(hit.name, hit.country, hit.ambiguous) for hit in hits] == [(name, country, doubt)]


def test_shared_name_without_context_is_doubtful(registry: Registry) -> None:
    """Nothing in the text says whose agency it is: the hit stays doubtful."""
    assert [hit.ambiguous for hit in registry.find("FSA opened a file")] == [True]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Société Générale S.A.", "societe generale"),
        ("The Home Depot, Inc.", "home depot"),
        ("J.P. Morgan & Co.", "jp morgan"),
        ("Group", "group"),
    ],
)
def test_normalised_names(name: str, key: str) -> None:
    """One key for the spellings of a name, and never an empty one."""
    assert normalise_name(name) == key


@given(text=st.text(max_size=120))
def test_no_text_fails(registry: Registry, text: str) -> None:
    """Any text can be searched, and every hit cuts a piece out of it."""
    text = f"{text} Uber {text}"
    hits = registry.find(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


def test_spellings_hold_the_name() -> None:
    """The name itself is always among its spellings."""
    assert {"J.C. Penney", "JC Penney", "J. C. Penney"} <= spellings("J.C. Penney")


def test_users_file_adds_and_extends(tmp_path: Path) -> None:
    """A user's file adds groups and gives known groups further names."""
    own = tmp_path / "own.toml"
    own.write_text(
        '[[group]]\nname = "Umbrella Works"\ncountry = "CH"\nmembers = ["Hivelet"]\n'
        '[[group]]\nname = "Boeing"\ncountry = "US"\naliases = ["Planeworks Seattle"]\n'
        '[[authority]]\nname = "Office of Odd Affairs"\njurisdiction = "CH"\n',
        encoding="utf-8",
    )
    registry = Registry.load([own])
    text = "Office of Odd Affairs fined Hivelet and Planeworks Seattle"
    assert [hit.group for hit in registry.find(text)] == [
        "Office of Odd Affairs",
        "Umbrella Works",
        "Boeing",
    ]


def test_users_file_wins(tmp_path: Path) -> None:
    """What a user's file says about a name holds against the shipped files."""
    own = tmp_path / "own.toml"
    own.write_text(
        '[[group]]\nname = "Brand Attic"\ncountry = "CH"\nmembers = ["Nutella"]\n'
        '[[group]]\nname = "Bold Pipes"\ncountry = "CH"\naliases = ["AMP"]\n',
        encoding="utf-8",
    )
    registry = Registry.load([own])
    assert registry.group_of("Nutella") == "Brand Attic"
    assert [hit.group for hit in registry.find("Nutella next to AMP")] == [
        "Brand Attic",
        "Bold Pipes",
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('[[group]]\nname = "A1"\n', "'country' must be a text"),
        ('[[group]]\nname = "A1"\ncountry = "Swiss"\n', "two capital letters"),
        ('[[group]]\nname = "A1"\ncountry = "CH"\nalias = ["B"]\n', "unknown key 'alias'"),
        ('[[group]]\nname = "A1"\ncountry = "CH"\nmembers = [1]\n', "expected a table"),
        ('[[group]]\nname = "A1"\ncountry = "CH"\nto = "2020"\n', "must be a date"),
        ('[[groups]]\nname = "A1"\n', "unknown table 'groups'"),
        ("[[group]\n", "not valid TOML"),
    ],
)
def test_faults_in_a_users_file(tmp_path: Path, content: str, complaint: str) -> None:
    """A fault is told with file and reason, not with a traceback from deep inside."""
    own = tmp_path / "own.toml"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(RegistryError, match=r"own\.toml") as caught:
        Registry.load([own])
    assert complaint in str(caught.value)


def test_missing_users_file(tmp_path: Path) -> None:
    """A path that does not exist is named in the error."""
    with pytest.raises(RegistryError, match=r"nothing\.toml: cannot be read"):
        Registry.load([tmp_path / "nothing.toml"])


def test_threads_share_a_registry(registry: Registry) -> None:
    """Many threads at once find what one finds."""
    texts = [f"{name} and TikTok, {number}" for number in range(50) for name in ("Uber", "KPMG")]
    alone = [registry.find(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(registry.find, texts)) == alone


def test_artefact_is_up_to_date(compiled: Catalogue) -> None:
    """The shipped artefact is what the sources compile to; else run the build."""
    assert encode(compiled) == ARTEFACT.read_bytes()


def test_no_name_is_claimed_twice(compiled: Catalogue) -> None:
    """No two groups of the sources claim one spelling."""
    assert compiled.clashes == []


def test_size_of_the_registry() -> None:
    """The registry holds what it promises: 1,500 groups and 400 authorities at the least."""
    named = json.loads(ARTEFACT.read_bytes())["named"]
    groups = {entry[0] for entry in named if entry[2] == "company" and entry[3]}
    assert len(groups) >= 1500
    assert sum(entry[2] == "authority" for entry in named) >= 400
