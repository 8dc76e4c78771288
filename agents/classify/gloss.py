"""Words of law and money in five languages -> an English gloss the encoder understands.

The encoder's vocabulary is English. A word-by-word gloss of the few hundred words that carry who
did what to whom is enough for it to read a headline in German, French, Spanish, Italian or Dutch;
all other words, names above all, stay as they are. The words stand in `gloss.toml`; German and
Dutch compounds are glossed by their last part ("Rekordstrafe" -> fine).
"""

import tomllib
from functools import lru_cache
from pathlib import Path

_SOURCE = Path(__file__).with_name("gloss.toml")


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    raw = tomllib.loads(_SOURCE.read_text(encoding="utf-8"))
    return {
        language: {word: english for english, words in entries.items() for word in words.split()}
        for language, entries in raw.items()
    }


@lru_cache(maxsize=1)
def _endings() -> dict[str, list[tuple[str, str]]]:
    """Longest first, of the words of each compounding language that may end a compound."""
    return {
        language: sorted(
            ((word, english) for word, english in _tables()[f"{language}_endings"].items()),
            key=lambda pair: -len(pair[0]),
        )
        for language in ("de", "nl")
    }


@lru_cache(maxsize=32_768)
def gloss_of(word: str, lang: str) -> str:
    """The English gloss of `word` (one or more words), or `word` itself."""
    table = _tables().get(lang)
    if table is None:
        return word
    lower = word.lower()
    if lower in table:
        return table[lower]
    for ending, english in _endings().get(lang, ()):
        if lower.endswith(ending) and len(lower) > len(ending) + 2:
            return english
    return word
