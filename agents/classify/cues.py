"""The cheap question in front of the reader: can this text tell of a fine, a suit or a settlement?

In: a text. Out: yes or no, at several hundred thousand short texts a second. One RE2 automaton
looks for two sets of words at once. Of the words of fining, suing and settling in six languages
any one is enough. Those that news of all kinds is full of ("deal", "pay", "claim") need a second
one beside them, or a sum of money. It must miss nothing (its recall bounds the reader's), so it is
generous; what it lets through is read properly afterwards. The lists are in `cues.toml`.
"""

import tomllib
from functools import cache
from pathlib import Path

import re2

_SOURCE = Path(__file__).with_name("cues.toml")
_STRONG = 0  # place of the words that are enough alone; the weak ones come after them
_LANGUAGES = ("english", "german", "french", "spanish", "italian", "dutch")


@cache
def _any() -> "re2.Set":
    found = re2.Set.SearchSet(_options())
    for names in (_LANGUAGES, ("english_weak",)):
        found.Add(_alternatives(*names))
    found.Compile()
    return found


@cache
def _weak() -> "re2._Regexp":
    return _automaton("english_weak")


@cache
def _sum() -> "re2._Regexp":
    return _automaton("sum")


@cache
def _lists() -> dict[str, list[str]]:
    return tomllib.loads(_SOURCE.read_text(encoding="utf-8"))


def _automaton(*names: str) -> "re2._Regexp":
    return re2.compile(_alternatives(*names), _options())


def _alternatives(*names: str) -> str:
    return "|".join(pattern for name in names for pattern in _lists()[name])


def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.max_mem = 64 << 20
    return options


def has_cue(text: str) -> bool:
    """Whether `text` could tell of a fine, a suit or a settlement."""
    found = _any().Match(text) if text else None
    if not found:
        return False
    if _STRONG in found:
        return True
    first = _weak().search(text)
    if first is None:
        return False
    return _sum().search(text) is not None or _another(text, first)


def _another(text: str, first: "re2._Match[str]") -> bool:
    """Whether a second, different weak word stands behind the first."""
    word = first.group().lower()
    return any(match.group().lower() != word for match in _weak().finditer(text, first.end()))
