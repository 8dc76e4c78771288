"""Which runs of words are candidates for a name."""

from agents.classify.spans import candidates
from tests.classify.written import cut, words_of


def named(line: str) -> set[str]:
    """The candidates of a line."""
    words, texts = words_of(line)
    return cut(texts, candidates(words, [], texts))


def test_small_words_join_a_name() -> None:
    """Whole and in pieces: the model decides."""
    assert {"Bank of Marron", "Bank", "Marron"} <= named("Regulator fines Bank of Marron twice")


def test_a_legal_form_ends_a_name_with_other_words_in_it() -> None:
    """One or two of them; without a form they end the name."""
    assert "Arte del vivere Srl" in named("Court fines Arte del vivere Srl again")
    assert "Arte del vivere" not in named("Court fines Arte del vivere again")
    assert "Suministros y servicios locales SL" in named("fined Suministros y servicios locales SL")
    assert not any("told" in name for name in named("Acme told the court that Bolt Ltd paid"))
