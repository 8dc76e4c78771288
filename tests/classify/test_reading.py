"""The reader on texts of our own: who, what, how much, how final, and what is left silent."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.classify import PassOver, Reader
from schemas.mention import Mention
from schemas.words import Bucket, Kind
from tests.classify.written import item


def told(mentions: list[Mention]) -> set[tuple[str, str, str | None]]:
    """What a person would compare: kind, group, amount with currency."""
    return {
        (m.kind, m.group, f"{m.currency} {m.amount:f}" if m.amount is not None else None)
        for m in mentions
    }


GOLDEN = [
    ("Dutch watchdog fines Uber 10 million euros over driver data",
     {("fine", "Uber", "EUR 10000000")}),
    ("Wells Fargo agrees to pay $37 million to settle overcharging claims",
     {("settlement", "Wells Fargo", "USD 37000000")}),
    ("Former employees sue Tesla over mass layoffs", {("lawsuit", "Tesla", None)}),
    ("Texas sues Google over location tracking", {("lawsuit", "Google", None)}),
    ("FCA fines Barclays £26m over treatment of customers",
     {("fine", "Barclays", "GBP 26000000")}),
]  # fmt: skip


@pytest.mark.parametrize(("title", "events"), GOLDEN)
def test_plain_headlines(
    reader: Reader, title: str, events: set[tuple[str, str, str | None]]
) -> None:
    """Kind, respondent's group and sum of everyday headlines."""
    assert told(reader.read(item(title))) == events


SILENT = [
    "Apple opens a new store in Lyon",
    "Fine dining returns as London restaurants reopen",
    "Israeli settlements row clouds talks",
    "Shares settle lower after a volatile week",
    "Striker fined two weeks' wages by his club",
]


@pytest.mark.parametrize("title", SILENT)
def test_words_that_only_look_like_events(reader: Reader, title: str) -> None:
    """Fine food, settlements in the desert and settled shares are no events."""
    assert reader.read(item(title)) == []


def test_the_one_who_sues_is_no_respondent(reader: Reader) -> None:
    """Of two companies in court, only the sued one has an event."""
    mentions = reader.read(item("Oracle sues Google over copyrights in Android software"))
    assert {m.group for m in mentions if m.kind is Kind.LAWSUIT} == {"Google"}


def test_people_are_no_respondents(reader: Reader) -> None:
    """Who is sued beside a company is no company; a firm named for a person is one."""
    title = "Osprey Labs sues Lantern Systems and Sam Holloway over stolen code"
    assert {m.group for m in reader.read(item(title))} == {"Lantern Systems"}
    assert {m.group for m in reader.read(item("Charles Schwab fined $2 million by SEC"))} == {
        "Charles Schwab"
    }


@pytest.mark.parametrize(
    ("title", "company"),
    [
        ("Exchange fines Ross Wyckoff Inc $75,000 over late prospectuses", "Ross Wyckoff Inc"),
        ("Mary Washington Healthcare sued over bills", "Mary Washington Healthcare"),
        ("Class action filed against Kevin Garden Services", "Kevin Garden Services"),
    ],
)
def test_what_ends_like_an_organisation_is_no_person(
    reader: Reader, title: str, company: str
) -> None:
    """Firms bear a founder's full name, and a word of their trade or form behind it."""
    assert [m.company for m in reader.read(item(title))] == [company]


def test_a_regulator_is_not_the_one_it_fines(reader: Reader) -> None:
    """Handing somebody a fine puts the authority where a respondent often stands."""
    mentions = reader.read(item("BaFin hands N26 4.25 mln euro fine for late suspicion reports"))
    assert "BaFin" not in {m.company for m in mentions}


def test_one_sum_told_as_two_kinds_is_the_likelier_kinds(reader: Reader) -> None:
    """A penalty that might pass for a settlement is told as what it is, not dropped."""
    mentions = reader.read(item("Equifax gave lenders wrong scores; CFPB calls in $15m"))
    assert [(m.kind, m.amount) for m in mentions] == [(Kind.FINE, Decimal(15_000_000))]


def test_twin_currencies_give_the_first(reader: Reader) -> None:
    """The sum in brackets is a conversion of the one before it."""
    mentions = reader.read(item("EU fines Qualcomm 242 million euros ($272 million) over pricing"))
    assert [(m.amount, m.currency) for m in mentions] == [(Decimal(242000000), "EUR")]


def test_a_headlines_conversion_is_the_texts_sum(reader: Reader) -> None:
    """Dollars in the title and euros with the same dollars behind them in the text: one fine."""
    title = "Irish regulator fines TikTok $600 million over data transfers"
    body = (
        "DUBLIN - Ireland's privacy regulator said on Friday that it fined TikTok 530 million "
        "euros ($600 million) over transfers of personal data to China."
    )
    mentions = reader.read(item(title, body=body))
    assert [(m.amount, m.currency) for m in mentions] == [(Decimal(530000000), "EUR")]


def test_each_of_several_has_the_sum_that_stands_against_it(reader: Reader) -> None:
    """Where the words give a sum to a name, nobody else gets it."""
    title = "Irish watchdog imposes fines of €1.2 billion against Meta and €345 million on TikTok"
    sums = {m.group: m.amount for m in reader.read(item(title))}
    assert sums == {"Meta": Decimal(1200000000), "ByteDance": Decimal(345000000)}


def test_a_fine_of_somebody_else_stays_with_them(reader: Reader) -> None:
    """A record of old that a text recalls is not the record of whom the text is about."""
    title = "Google faces record 3 billion euro EU antitrust fine, paper says"
    body = (
        "BRUSSELS - Google faces a record antitrust fine of around 3 billion euros from the "
        "European Commission over its shopping service, a newspaper said on Sunday.\n"
        "Officials plan to announce the decision next month, but the sum is not final, it said.\n"
        "The Commission can fine firms up to a tenth of their yearly sales, in Google's case more "
        "than 6 billion euros. Its biggest fine so far was a 1.1 billion euro fine of chip-maker "
        "Intel in 2009.\n"
        "Neither Google nor the Commission would comment."
    )
    told = {(m.group, m.amount) for m in reader.read(item(title, body=body))}
    assert told == {("Google", Decimal(3000000000)), ("Intel", Decimal(1100000000))}


def test_the_text_tells_the_titles_sum_more_exactly(reader: Reader) -> None:
    """Of the same sum in title and summary, the one with more digits is the amount."""
    mentions = reader.read(
        item(
            "EU fines Google 2.4 billion euros over shopping service",
            "The European Commission fined Google 2.42 billion euros on Tuesday for favouring "
            "its own shopping service in search results.",
        )
    )
    assert [m.amount for m in mentions] == [Decimal(2420000000)]


def test_a_verdict_is_not_a_fine_as_well(reader: Reader) -> None:
    """One sum in one sentence: without a word of fines it is what the suit ended in."""
    mentions = reader.read(item("Monsanto ordered to pay $1.9bn over weedkiller cancer claims"))
    assert [(m.kind, m.amount) for m in mentions] == [(Kind.LAWSUIT, Decimal(1_900_000_000))]


def test_what_a_sum_is_made_of_is_no_second_event(reader: Reader) -> None:
    """Penalties and costs of one settlement are parts of its sum, and the title's sum stands."""
    title = "Brackley Stores to pay $1.6 million to settle hazardous waste suit"
    body = (
        "SACRAMENTO - Brackley Stores has agreed to pay $1.6 million to settle a suit over the "
        "dumping of hazardous waste, prosecutors of twelve counties said today. Inspectors had "
        "looked into the bins of thirty shops over two years and found batteries, paint and "
        "cleaning agents among the rubbish. The chain worked with the prosecutors and has since "
        "trained its staff and changed what it does with returned goods. Under the settlement, "
        "Brackley Stores must pay a total of $1,175,000 in civil penalties and $425,000 in costs."
    )
    settled = [m for m in reader.read(item(title, body=body)) if m.kind is Kind.SETTLEMENT]
    assert [m.amount for m in settled] == [Decimal(1600000)]


def test_an_intent_is_pending(reader: Reader) -> None:
    """A fine that is only possible stands in the pending bucket, if told at all."""
    mentions = reader.read(item("Facebook could face $2 billion fine over data breach"))
    assert {m.stage.bucket for m in mentions} <= {Bucket.PENDING}


def test_evidence_cuts_the_quoted_text(reader: Reader) -> None:
    """Offsets point into the cleaned field."""
    given_item = item(
        "Acme Foods in court",
        body="<p>It was a long day.</p><p>Regulators fined Acme Foods $5 million &amp; costs.</p>",
    )
    cleaned = "It was a long day.\nRegulators fined Acme Foods $5 million & costs.\n"
    for mention in reader.read(given_item):
        evidence = mention.evidence
        source = {"title": given_item.title, "body": cleaned}[evidence.field]
        assert evidence.text == source[evidence.start : evidence.end]


def test_reasons_why_nothing_is_told(reader: Reader) -> None:
    """Deleted, without a cue, and in a language we do not read: each has its own reason."""
    greek = "Πρόστιμο 5 εκατομμυρίων ευρώ στην εταιρεία fined"
    assert [
        reader.examine(item("x", deleted=True)).passed_over,
        reader.examine(item("Apple opens a store")).passed_over,
        reader.examine(item(greek, lang="el")).passed_over,
    ] == [PassOver.DELETED, PassOver.NO_CUE, PassOver.OTHER_LANGUAGE]


def test_reading_twice_gives_the_same(reader: Reader) -> None:
    """Ids and confidences follow from the text alone."""
    given_item = item("FTC fines TikTok $5.7 million")
    assert reader.read(given_item) == reader.read(given_item)


TEXTS = st.text(max_size=300) | st.lists(
    st.sampled_from(
        [
            "fined",
            "sues",
            "settles",
            "$5",
            "million",
            "€2,5",
            "Mrd",
            "court",
            "Google",
            "GOOGLE",
            "a",
            "of",
            "&",
            "(",
            ")",
            ".",
            ",",
            "'",
            "“",
            "<p>",
            "&amp;",
            "\n",
            "\u200b",
            "😀",
            "J.P.",
            "S.A.",
            "2019",
            "against",
            "by",
            "to",
            "the",
            "Acme",
            "Inc.",
            "--",
            "$",
            "1,2,3",
        ]
    ),
    max_size=60,
).map(" ".join)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=TEXTS, summary=TEXTS, body=TEXTS)
def test_no_text_raises_and_evidence_always_fits(
    reader: Reader, title: str, summary: str, body: str
) -> None:
    """Whatever the fields hold, reading gives a result and says what it quotes."""
    verdict = reader.examine(item(title, summary, body))
    assert verdict.passed_over is not PassOver.UNREADABLE
    for mention in verdict.mentions:
        assert mention.evidence.end - mention.evidence.start == len(mention.evidence.text)
