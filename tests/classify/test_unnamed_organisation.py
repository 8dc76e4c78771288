"""Organisations that a text describes and does not name."""

import pytest

from agents.classify import Reader
from agents.classify.memory import classify
from agents.classify.unnamed_organisation import is_unnamed, unnamed_spans
from schemas.item import Item
from schemas.words import Kind
from tests.classify.written import cut, words_of


def spans(text: str) -> set[str]:
    """The candidates in a line of words parted by spaces."""
    words, texts = words_of(text)
    return cut(texts, unnamed_spans(words, texts))


def test_a_description_may_begin_at_any_word_before_its_noun() -> None:
    """But not before a verb or a preposition."""
    assert spans("Gullhaven to sue two Ohio cement makers over dust") == {
        "makers", "cement makers", "Ohio cement makers", "two Ohio cement makers",
    }  # fmt: skip


def test_a_name_behind_of_belongs_to_it() -> None:
    """The short forms stay candidates, the model decides."""
    assert "city of Lake Marron" in spans("Widow sues city of Lake Marron over ice")


@pytest.mark.parametrize(
    "text",
    [
        "Probe finds the company paid late",  # names somebody told elsewhere
        "Court jails three bank robbers",  # no noun of the list behind it
        "Wreck of the old ferry raised",
    ],
)
def test_what_only_points_back_or_describes_people_is_no_candidate(text: str) -> None:
    """A model can only be wrong about such."""
    assert "company" not in spans(text)
    assert not {s for s in spans(text) if s.endswith(("robbers", "ferry"))}


@pytest.mark.parametrize(
    ("text", "unnamed"),
    [
        ("oil companies", True), ("Tesla supplier", True), ("Three Big Banks", True),
        ("City", True), ("its former auditor", True), ("Barclays Bank", False),
        ("Allied Foods Group", False), ("city of Lake Marron", False), ("easyJet", False),
        ("bpost", False), ("Ohio Banks", False),
    ],
)  # fmt: skip
def test_a_description_is_no_name(text: str, unnamed: bool) -> None:
    """A common noun in lower case, or a plural of capitals with nothing particular before it."""
    assert is_unnamed(text) is unnamed


def test_an_unnamed_respondent_is_told_and_marked(reader: Reader) -> None:
    """With its sum and its sentence; and it goes into nobody's tally."""
    item = Item(id="i", title="Spanish regulator fines two cement makers 12 million euros")
    (mention,) = reader.read(item)
    assert mention.unnamed
    assert (mention.kind, mention.company) == (Kind.FINE, "two cement makers")
    assert mention.amount == 12_000_000
    assert "does not name" in mention.reason
    memory: dict[str, bytes] = {}
    assert classify(item, reader, memory) == []
    assert not memory


def test_beside_a_name_an_unnamed_one_is_not_told(reader: Reader) -> None:
    """It may well be the same one."""
    title = "Portland Gas fined $3 million: the lender said it would appeal"
    assert [(m.company, m.unnamed) for m in reader.read(Item(id="i", title=title))] == [
        ("Portland Gas", False)
    ]


DESCRIBED = (
    (
        "Attorney General Announces $2.4 Million Settlement With Ohio Payday Lender",
        "Brightway Cash LLC will refund borrowers to end the state's suit over hidden fees.",
        {("Brightway Cash LLC", 2_400_000)},
    ),
    (
        "Seattle Clinic Operator, Billing Company Settle False Claims Case",
        "Evergreen Motion Inc. will pay $3.9 million and Cascade Claims LLC $450,000, prosecutors "
        "said.",
        {("Evergreen Motion Inc.", 3_900_000), ("Cascade Claims LLC", 450_000)},
    ),
    (
        "Fresno Market to Pay $620,000 in Settlement for Selling Mislabeled Fish",
        "FRESNO - The District Attorney obtained a $620,000 civil settlement from Ostrava Foods "
        "for selling tilapia as red snapper. The market has changed its labels.",
        {("Ostrava Foods", 620_000)},
    ),
    (
        "Harbour Bank fined $3 million",
        "Harbour Bank must pay $3 million and its broker Quayside Ltd $1 million, the court said.",
        {("Harbour Bank", 3_000_000), ("Quayside Ltd", 1_000_000)},
    ),
)


@pytest.mark.parametrize(("title", "summary", "events"), DESCRIBED)
def test_what_a_title_describes_is_who_the_text_names(
    reader: Reader, title: str, summary: str, events: set[tuple[str, int]]
) -> None:
    """One event each, quoted where the name stands; a name that the text repeats stays."""
    mentions = reader.read(Item(id="i", title=title, summary=summary))
    assert {(m.company, m.amount) for m in mentions} == events
    assert all(m.company in m.evidence.text for m in mentions)
