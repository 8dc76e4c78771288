"""Whether a window is worth the encoder's time: a first, linear look at its words.

Most texts with a cue word tell of no event ("the deal is fine"), and words in a row show that well
enough. In: a window. Out: the sum of the weights of its words, pairs of neighbours and pairs with
one word between, by hash; company names and sums count as such and not as what they are called.
The weights and the least score are learnt by `training/screen.py`. Raises `ModelError` when the
file is missing or broken.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import numpy as np

from agents.classify.encoder import FOLDER, ModelError
from agents.classify.window import COMPANY, DOUBTFUL, SUM, Window

BUCKETS = 1 << 20
_NAME, _SUM = 40_000, 40_001  # beyond the vocabulary
_PAIR, _APART = 1_000_003, 7_368_787  # primes that keep the two sorts of pairs apart


class Screen:
    """The weights; read-only, so threads may share it."""

    def __init__(self, folder: Path = FOLDER) -> None:
        path = folder / "screen.npz"
        try:
            stored = np.load(path)
            self._weights = memoryview(stored["weights"].tobytes()).cast("b")
            self._scale = float(stored["scale"])
            self._least = {"body": float(stored["body"]), "title": float(stored["title"])}
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"{path}: {error}; reinstall regwatch") from error

    def passes(self, window: Window) -> bool:
        """Whether the encoder should read `window`."""
        least = self._least["body" if window.parts[-1].field == "body" else "title"]
        return self.score(window) >= least

    def score(self, window: Window) -> float:
        """How much the words sound like an event; no probability."""
        return self._scale * sum(self._weights[bucket] for bucket in set(buckets(window)))


def buckets(window: Window) -> Iterator[int]:
    """The places of the window's words and pairs of words among the weights."""
    words = [word for word, _ in groupby(_words(window))]
    for at, word in enumerate(words):
        yield word % BUCKETS
        if at:
            yield (words[at - 1] * _PAIR + word) % BUCKETS
        if at > 1:
            yield (words[at - 2] * _APART + word) % BUCKETS


def _words(window: Window) -> Iterator[int]:
    for piece, kind in zip(window.ids, window.types, strict=True):
        yield _NAME if kind in {COMPANY, DOUBTFUL} else _SUM if kind == SUM else piece
