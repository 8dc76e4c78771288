"""Words of five languages -> an English gloss the encoder understands.

The encoder's vocabulary is English. Glossed word by word, names left as they are, a headline in
German, French, Spanish, Italian or Dutch tells it who did what to whom. The words stand in
`glosses`, a file a language; what is not there stays as it is, but German and Dutch compounds,
which are glossed by their last part ("Rekordstrafe" -> fine).
"""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("glosses")
_LANGUAGES = frozenset({"de", "fr", "es", "it", "nl"})


@dataclass(frozen=True, slots=True)
class _Glosses:
    words: dict[str, str]
    endings: list[tuple[str, str]]  # longest first


@cache
def _glosses(language: str) -> _Glosses:
    source = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    endings = _by_word(source.get("endings", {})).items()
    return _Glosses(_by_word(source["words"]), sorted(endings, key=lambda pair: -len(pair[0])))


def _by_word(entries: dict[str, str]) -> dict[str, str]:
    return {word: english for english, words in entries.items() for word in words.split()}


@lru_cache(maxsize=32_768)
def gloss_of(word: str, lang: str) -> str:
    """The English gloss of `word` (one or more words), or `word` itself."""
    if lang not in _LANGUAGES:
        return word
    glosses, lower = _glosses(lang), word.lower()
    if lower in glosses.words:
        return glosses.words[lower]
    for ending, english in glosses.endings:
        if lower.endswith(ending) and len(lower) > len(ending) + 2:
            return english
    return word
