"""Whose a sum is, and which of several sums is the event's: the reader on texts of our own."""

from decimal import Decimal

import pytest

from agents.classify import Reader
from tests.classify.written import item


def test_an_office_owns_no_fine(reader: Reader) -> None:
    """Who gets the money, or wrote the rules that were broken, is not who pays."""
    for title in (
        "TikTok to pay $5.7 million fine to the FTC over children's data",
        "Barclays hit with $5.7 million fine for FCA rule breaches",
    ):
        assert [m.amount for m in reader.read(item(title))] == [Decimal(5700000)]


def test_sums_that_are_told_respectively_go_in_order(reader: Reader) -> None:
    """The first of the names has the first of the sums, in any of the languages."""
    title = "La CNIL inflige à Google et Amazon des amendes de respectivement 100 et 35 millions"
    text = f"{title} d'euros pour des cookies déposés sans accord"
    sums = {m.group: m.amount for m in reader.read(item(text, lang="fr"))}
    assert sums == {"Google": Decimal(100000000), "Amazon": Decimal(35000000)}


SHARED = (
    (
        "Baltimore wins $266 million verdict against McKesson, Cencora",
        "Jurors blamed both drug distributors. McKesson must pay $192 million and Cencora $74 "
        "million.",
        {"McKesson": 192, "Cencora": 74},
    ),
    (
        "EU fines Sasol, Exxon and Total over candle wax",
        "Sasol gets the largest penalty, 318 million euros. Exxon must pay 84 million and Total "
        "128 million, the Commission said on Monday.",
        {"Sasol": 318, "Exxon Mobil": 84, "TotalEnergies": 128},
    ),
    (
        "Two flooring cartels, three fines",
        "Two makers, Parkwell Floors GmbH and Listello S.p.A., were fined 7.3 and 2.8 million "
        "euros by the Commission.",
        {"Parkwell Floors": 7.3, "Listello": 2.8},
    ),
    (
        "Four pension firms fined 900 million pesos in Mexico",
        "The watchdog fined Horizonte Afore (410 mln), Solana Afore (280 mln) and Duero Afore "
        "(210 mln) over switching.",
        {"Horizonte Afore": 410, "Solana Afore": 280, "Duero Afore": 210},
    ),
    (
        "Two Colorado ski resorts ordered to refund pass holders",
        "A Denver judge told Silver Elk Mountain Co. and Powder Basin Resorts to return $14 "
        "million and $6 million for the 2020 season.",
        {"Silver Elk Mountain": 14, "Powder Basin Resorts": 6},
    ),
)


@pytest.mark.parametrize(("title", "summary", "millions"), SHARED)
def test_each_has_the_sum_that_stands_beside_its_name(
    reader: Reader, title: str, summary: str, millions: dict[str, float]
) -> None:
    """Where a text shares a total out, everybody has their own part of it."""
    told = {m.group: m.amount for m in reader.read(item(title, summary))}
    assert told == {group: Decimal(str(million)) * 10**6 for group, million in millions.items()}


FOREIGN = (
    (
        "L'Antitrust multa Ryanair e easyJet",
        "Ryanair è stata multata di 4,2 milioni di euro ed easyJet di 1,3 milioni di euro.",
        "it",
        {"Ryanair": 4.2, "EasyJet": 1.3},
    ),
    (
        "La DGCCRF inflige 40 millions d'euros d'amende à Legrand et 12 millions à Rexel",
        "",
        "fr",
        {"Legrand": 40, "Rexel": 12},
    ),
)


@pytest.mark.parametrize(("title", "summary", "lang", "millions"), FOREIGN)
def test_other_languages_share_out_as_well(
    reader: Reader, title: str, summary: str, lang: str, millions: dict[str, float]
) -> None:
    """The words for "of" and "to" lead from a name to its sum, or back."""
    told = {m.group: m.amount for m in reader.read(item(title, summary, lang=lang))}
    assert told == {group: Decimal(str(million)) * 10**6 for group, million in millions.items()}


BESIDE = (
    (
        "Timber yard fined after fall from roof",
        "Oakhanger Timber Limited must pay a fine of £60,000 and £71,000 in costs.",
        60_000,
    ),
    (
        "Bank told to return $44 million and pay penalty",
        "Regulators ordered Corbel Bank to return $44 million to customers and to pay a $9 "
        "million civil penalty.",
        9_000_000,
    ),
    ("Oakhanger Timber fined £60,000, cut from £85,000", "", 60_000),
)


@pytest.mark.parametrize(("title", "summary", "amount"), BESIDE)
def test_what_comes_beside_a_fine_is_not_the_fine(
    reader: Reader, title: str, summary: str, amount: int
) -> None:
    """Costs, refunds and the sum that was before are told beside it."""
    assert [(m.kind, m.amount) for m in reader.read(item(title, summary))] == [
        ("fine", Decimal(amount))
    ]


def test_the_sentence_of_the_name_has_its_sum(reader: Reader) -> None:
    """What a firm has put by, and an older verdict of a later sentence, are not this verdict."""
    body = (
        "PHILADELPHIA - A jury on Tuesday ordered Alderon Pharma to pay $75 million to the widow "
        "of a man who died after taking its blood thinner.\n"
        "Alderon said it would appeal. It faces 4,300 like suits and has set aside $900 million. "
        "Last year a judge cut an $80 million verdict against it to $12 million."
    )
    mentions = reader.read(item("Drugmaker's shares slide as jury sides with widow", body=body))
    assert [(m.group, m.amount) for m in mentions if m.kind == "lawsuit"] == [
        ("Alderon Pharma", Decimal(75_000_000))
    ]


def test_costs_make_no_second_fine(reader: Reader) -> None:
    """A court that sets a penalty and then the regulator's costs sets one penalty."""
    body = (
        "The Federal Court has ordered Harbourline Insurance Limited to pay a $12.9 million "
        "penalty for failing to honour discounts promised to customers.\n"
        "The court also ordered Harbourline to pay ASIC's costs of $600,000."
    )
    mentions = reader.read(item("ASIC secures $12.9 million penalty against insurer", body=body))
    assert [(m.amount, m.currency) for m in mentions if m.kind == "fine"] == [
        (Decimal(12_900_000), "AUD")
    ]


def test_a_german_release_shares_out(reader: Reader) -> None:
    """The total is of both, each part of whom it falls to; the title's noun is neither."""
    mentions = reader.read(
        item(
            "Kartellamt verhängt 175 Millionen Euro Bußgeld gegen Stahlhersteller",
            body="Bonn. Das Bundeskartellamt hat gegen die Norddraht GmbH und die Rheinstahl Blank "
            "AG Bußgelder von insgesamt 175 Millionen Euro verhängt. Auf Norddraht entfallen 100 "
            "Millionen Euro, auf Rheinstahl Blank 75 Millionen Euro.",
            lang="de",
        )
    )
    assert {(m.group, m.amount) for m in mentions} == {
        ("Norddraht", Decimal(100_000_000)),
        ("Rheinstahl Blank", Decimal(75_000_000)),
    }


def test_what_is_claimed_is_not_the_fine_recalled(reader: Reader) -> None:
    """The sum of the suit stands against the same name; the fine has its own."""
    mentions = reader.read(
        item(
            "Dutch consumers claim 1.5 billion euros from TikTok",
            "A consumer association has filed a claim of €1.5 billion against TikTok for the harm "
            "it does to children. TikTok was fined 5.7 million dollars in the United States in "
            "2019.",
        )
    )
    fines = [(m.amount, m.currency) for m in mentions if m.kind == "fine"]
    assert fines == [(Decimal(5_700_000), "USD")]


CLAIMED = (
    ("Appeals court tosses $48 million award against crane maker Terrabuilt", "", 48_000_000),
    ("Ferrolux to defend GBP 1bn fees claim, says chief executive", "", 1_000_000_000),
    (
        "Chip designer cleared of poaching",
        "A court in Hsinchu said Ferrolux did nothing wrong in hiring eleven engineers from "
        "Corvane, which had wanted $400 million in damages.",
        400_000_000,
    ),
    (
        "FERROLUX SUED OVER DUMP",
        "The Justice Department sued <Ferrolux Inc> to recover 1.7 mln dlrs spent on a clean-up.",
        1_700_000,
    ),
)


@pytest.mark.parametrize(("title", "summary", "amount"), CLAIMED)
def test_a_suit_has_the_sum_that_is_claimed(
    reader: Reader, title: str, summary: str, amount: int
) -> None:
    """Asked for or awarded, and whether it stands or not."""
    assert [m.amount for m in reader.read(item(title, summary))] == [Decimal(amount)]


def test_what_the_sued_one_wants_is_not_claimed_of_it(reader: Reader) -> None:
    """A counterclaim is another suit."""
    title = "Ferrolux, sued in Nevada over unpaid bills, wants $100 million back"
    assert {m.amount for m in reader.read(item(title)) if m.company == "Ferrolux"} <= {None}
