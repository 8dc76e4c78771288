"""What is quoted for an event: whoever doubts its figure finds the figure there."""

import pytest

from agents.classify import Reader
from schemas.mention import Mention
from tests.classify.written import item


def only(reader: Reader, *texts: str) -> Mention:
    """The one event of these texts."""
    (mention,) = reader.read(item(*texts))
    return mention


def test_a_title_that_is_a_bare_name_gives_way_to_the_sentence_with_the_fine(
    reader: Reader,
) -> None:
    """Registers of decisions are headed by who was fined; the fine stands behind it."""
    told = "The Polish DPA has fined Lumarket.pl with PLN 2,830,000 over a leak of customer data."
    mention = only(reader, "Polish Data Protection Office (UODO): Lumarket.pl", told)
    assert (mention.evidence.field, mention.evidence.text) == ("summary", told)


def test_the_name_and_the_sum_of_the_next_sentence_are_quoted_together(reader: Reader) -> None:
    """Neither "it will pay" nor the sentence before it says who pays what."""
    text = (
        "Harrow Castle Bank settled charges of the Federal Reserve on Tuesday over lax checks. "
        "It will pay $14.5 million. Its shares fell."
    )
    mention = only(reader, "Bank ends inquiry with settlement over checks", text)
    assert mention.evidence.text == text.removesuffix(" Its shares fell.")


def test_a_sum_that_only_the_title_gives_is_quoted_from_there(reader: Reader) -> None:
    """The text names the firm in full, the headline alone says how much."""
    title = "Dorvex to pay $19.2 million to settle SEC bribery charges"
    mention = only(reader, title, "The Dorvex case is docketed as SEC v. Dorvex Corp., No. 24-311.")
    assert mention.evidence.text == title


def test_a_stop_inside_a_sum_does_not_cut_the_quote(reader: Reader) -> None:
    """Feeds of papers write "GBP 5 . 9m"."""
    title = "Ladbrokes fined GBP 5 . 9m by Gambling Commission over checks on customers"
    assert only(reader, title).evidence.text == title


def test_without_a_sum_the_sentence_with_the_words_of_the_kind_is_quoted(reader: Reader) -> None:
    """A bare name proves nothing."""
    told = "The Irish DPC imposed a fine on Corvane Ireland Limited, the amount of which is secret."
    mention = only(reader, "DPC (Ireland) - Corvane Ireland Limited", told)
    assert mention.evidence.text == told


@pytest.mark.parametrize("field", ["title", "summary", "body"])
def test_a_quote_is_cut_from_its_field(reader: Reader, field: str) -> None:
    """Offsets are of the cleaned field, for a quote of two sentences, too."""
    text = "Harrow Castle Bank settled charges of the Federal Reserve. It paid $3 million."
    whole = item(**{"title": "News of the day", field: text})
    quotes = [mention.evidence for mention in reader.read(whole)]
    assert quotes
    assert all(getattr(whole, q.field)[q.start : q.end] == q.text for q in quotes)
