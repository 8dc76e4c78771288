"""The sentence behind a mention -> what the matter is about: salient words and topics.

In: text, and the words to leave out (company, party). Out: `Matter`. It is weak evidence, for the
many headlines that give no sum and no party and still tell two events of one company apart.
"""

import re
from dataclasses import dataclass

from agents.resolve.places import place_words
from agents.resolve.wording import plain_words, topic_of

_WORD = re.compile(r"[^\W\d_][\w'’&-]*[\w]", re.UNICODE)
_MOST_WORDS = 14
_GERMAN = frozenset({"der", "die", "das", "und", "gegen", "wegen", "eine", "ein", "mit", "muss"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Salient words (stemmed), the topics spoken of, and names of people, products, places."""

    words: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def read_matter(text: str, leave_out: frozenset[str]) -> Matter:
    """What `text` is about, without the words in `leave_out` (lower case)."""
    words: list[str] = []
    topics = set()
    for hit in _WORD.findall(text.replace("’", "'")):
        word = hit.casefold().removesuffix("'s").strip("'")
        if word in leave_out:
            continue
        spoken = _topics(word)
        topics |= spoken
        if not spoken and (told := _telling(word, leave_out)):
            words.append(stem(told))
    return Matter(
        words=frozenset(words[:_MOST_WORDS]),
        topics=frozenset(topics),
        names=frozenset(_names(text, leave_out)),
    )


def _topics(word: str) -> set[str]:
    """Its topics; of a compound ("sanctions-busting") those of its parts."""
    known = topic_of()
    if word in known:
        return {known[word]}
    return {known[part] for part in word.split("-") if part in known}


def _telling(word: str, leave_out: frozenset[str]) -> str:
    """The word, or what its parts ("refile-acme") say of the matter; empty if nothing."""
    empty = plain_words() | place_words() | leave_out
    if word in empty:
        return ""
    told = "-".join(part for part in word.split("-") if part not in empty)
    return told if len(told) >= 4 else ""


def _names(text: str, leave_out: frozenset[str]) -> set[str]:
    """Words in capitals within a sentence; none where a headline writes every word so."""
    spelled = _WORD.findall(text.replace("’", "'"))
    small = sum(word[0].islower() for word in spelled if len(word) > 3)
    # German writes every noun with a capital, headlines in title case every word.
    if 2 * small < sum(len(word) > 3 for word in spelled) or _GERMAN & set(spelled):
        return set()
    known = leave_out | place_words() | plain_words()
    plain = {word.casefold().removesuffix("'s") for word in spelled[1:] if word[0].isupper()}
    return {word for word in plain if len(word) > 2 and word not in known}


def stem(word: str) -> str:
    """Cut the commonest English endings, so that "owners" meets "owner"."""
    for ending in ("ies", "ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
