"""Where sentences end in legal and business news."""

import pytest

from agents.classify.sentences import sentences


@pytest.mark.parametrize(
    "parts",
    [
        ["Acme Inc. was fined in Washington, D.C. on Monday.", "It will appeal."],
        ["The U.S. District Court in Ohio ruled.", "“We disagree,” said J. Smith of Acme Corp."],
        ["Vodafone España S.A.U. must pay €40,000.", "The fine follows No. 12 of 2020."],
        ["The court let the award against R.J. Hollis stand.", "B.K. Foods must pay as well."],
        ["The court fined Acme Ltd.", "The firm's parent is Bolt Inc.", "It will pay."],
        ["Is it final?", "Not yet!", "The firm has until Sept. 30 to answer."],
        ["A penalty of $1.5 million was set.", "3M did not comment."],
    ],
)
def test_abbreviations_and_figures_do_not_end_a_sentence(parts: list[str]) -> None:
    """A name cut at "Inc." would lose its verb, and the event with it."""
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_a_line_is_an_end_and_offsets_are_the_text_s_own() -> None:
    """Headlines in a body stand on lines of their own, without a full stop."""
    text = "Bank fined\n\nThe regulator acted. Nobody was surprised."
    found = [text[start:end] for start, end in sentences(text)]
    assert found == ["Bank fined", "The regulator acted.", "Nobody was surprised."]
