"""Where known spellings stand in a text: folded text in, places of spellings out.

Hits stand at word borders, do not overlap, and the longest one at the leftmost place wins.
"""

import re
from collections.abc import Iterable, Iterator

import ahocorasick_rs

_CAPS_WORD = re.compile(r"[A-Z]{4,}|\b[A-Z]{2,}\s+[A-Z]{2,}")
_GENITIVE_MIN = 6

Found = tuple[int, int, str, bool]
"""Start, end, spelling, and whether it was found by its upper-case form."""


class SpellingMatcher:
    """Finds spellings as written and, where a text shouts, their upper-case forms.

    Built once, never changed afterwards: threads may share it.
    """

    def __init__(self, spellings: Iterable[str]) -> None:
        self._spellings = list(spellings)
        known = set(self._spellings)
        upper = {name.upper(): name for name in reversed(self._spellings)}
        self._shouted = [(loud, name) for loud, name in upper.items() if loud not in known]
        self._plain = ahocorasick_rs.AhoCorasick(self._spellings)
        self._loud = ahocorasick_rs.AhoCorasick([loud for loud, _ in self._shouted])

    def find(self, folded: str) -> list[Found]:
        """Hits in ``folded``, in order."""
        hits = list(self._bounded(folded))
        if len(hits) < 2:
            return hits
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        chosen = [hits[0]]
        for hit in hits[1:]:
            if hit[0] >= chosen[-1][1]:
                chosen.append(hit)
        return chosen

    def _bounded(self, text: str) -> Iterator[Found]:
        for index, start, end in self._plain.find_matches_as_indexes(text, overlapping=True):
            if _starts_word(text, start) and (finish := _word_end(text, start, end)):
                yield start, finish, self._spellings[index], False
        if _CAPS_WORD.search(text):
            for index, start, end in self._loud.find_matches_as_indexes(text, overlapping=True):
                if _starts_word(text, start) and _ends_word(text, end):
                    yield start, end, self._shouted[index][1], True


def _starts_word(text: str, start: int) -> bool:
    if start == 0:
        return True
    before = text[start - 1]
    return not (before.isalnum() or before in "_@") and not (
        before == "." and start > 1 and text[start - 2].islower()
    )


def _ends_word(text: str, end: int) -> bool:
    return end == len(text) or not (text[end].isalnum() or text[end] == "_")


def _word_end(text: str, start: int, end: int) -> int:
    """End of the name if a word ends here, 0 if it runs on; "Googles Strafe" is a genitive."""
    if _ends_word(text, end):
        return end
    if text[end] == "s" and end - start >= _GENITIVE_MIN and _ends_word(text, end + 1):
        return end
    return 0
