"""Fields as published to plain text, and which lines of a page are worth reading."""

from hypothesis import given
from hypothesis import strategies as st

from agents.classify.cleaning import plain, readable
from agents.classify.plan import FULL, stretches
from agents.classify.sentences import sentences


def test_plain_text_stays_as_it_is() -> None:
    """Offsets into a plain field are offsets into the item itself."""
    text = "AT&T to pay $60m;  R&D < 3%\n  (second line)"
    assert plain(text) == text


def test_markup_and_entities_become_text() -> None:
    """Tags go, scripts go with their content, entities turn into their characters."""
    page = "<p>Acme &amp; Sons fined &pound;5m</p><script>track()</script><p>More.</p>"
    assert plain(page) == "Acme & Sons fined £5m\nMore.\n"


def test_names_in_angle_brackets_are_no_tags() -> None:
    """Agencies put firms and tickers there; elements go, in capitals, too."""
    told = "The state sued <Corvane Metals Inc> and Ferrolux <FLX.L>."
    assert plain(told) == told
    assert plain(f"<P>{told}<BR>Both <B>deny</B> it.") == f"{told}\nBoth deny it."


def test_debris_is_not_read() -> None:
    """Asides, the page's foot and lines printed twice are left out; the article stays."""
    page = "\n".join(
        [
            "Acme settles",
            "Acme settles",
            "Acme agreed to pay $5 million, a court heard.",
            "Related: Bolt fined $9 million",
            "It denied wrongdoing throughout the long case that went on for years.",
            "Leave a Reply",
            "Crook Corp fined $1 million",
        ]
    )
    kept = [page[start:end] for start, end in readable(page)]
    assert kept == [
        "Acme settles",
        "Acme agreed to pay $5 million, a court heard.",
        "It denied wrongdoing throughout the long case that went on for years.",
    ]


def test_abbreviations_do_not_end_sentences() -> None:
    """Inc., U.S. and v. stand inside a sentence."""
    text = (
        "The U.S. sued Acme Inc. in a case known as Doe v. Acme, seeking damages of $5 million. "
        "The company said it would appeal."
    )
    assert [text[a:b] for a, b in sentences(text)] == [
        "The U.S. sued Acme Inc. in a case known as Doe v. Acme, seeking damages of $5 million.",
        "The company said it would appeal.",
    ]


@given(st.text(max_size=2000))
def test_stretches_cover_what_is_readable(body: str) -> None:
    """Whatever the body, stretches are in order, do not overlap, and stay short."""
    edges = [edge for stretch in stretches(body, readable(body)) for edge in stretch]
    assert edges == sorted(edges)
    longest = max((b - a for a, b in sentences(body)), default=0)
    assert all(end - start <= 2 * FULL + longest for start, end in stretches(body, readable(body)))
