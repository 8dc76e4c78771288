"""States -> scores: the span heads of `training/network.py`, in numpy.

In: a window and its states. Out: for every candidate span the probability of being the respondent
of a fine, of a lawsuit, of a settlement, and of being the other party; and for one span with one
kind the stage, the sum that goes with it, and whether the text is about it.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from agents.classify.encoder import FOLDER, Floats, ModelError
from agents.classify.features import span_features
from agents.classify.gaps import gap_of
from agents.classify.spans import Span
from agents.classify.sum_choice import sum_beside, sum_claimed, usable_sums
from agents.classify.window import Window
from schemas.words import Kind, Stage

KINDS = (Kind.FINE, Kind.LAWSUIT, Kind.SETTLEMENT)
STAGES = tuple(stage for stage in Stage if stage is not Stage.SETTLED)
PARTY = len(KINDS)


@dataclass(frozen=True, slots=True)
class SpanScores:
    """`probabilities` (spans, 4) and the hidden states (spans, width) they came from."""

    probabilities: Floats
    hidden: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the heads say of one span as the respondent of one kind."""

    stages: dict[Stage, float]
    primary: float
    sum: int | None  # position in the window's sums


class Head:
    """The weights; read-only, so threads may share it."""

    def __init__(self, folder: Path = FOLDER) -> None:
        try:
            stored = np.load(folder / "head.npz")
        except (OSError, ValueError) as error:
            raise ModelError(f"{folder / 'head.npz'}: {error}; reinstall regwatch") from error
        self._w: dict[str, Floats] = {name: stored[name].astype(np.float32) for name in stored}

    def spans(self, window: Window, states: Floats) -> SpanScores:
        """The scores of every candidate span of `window`, in order."""
        if not window.spans:
            empty = np.zeros((0, PARTY + 1), np.float32)
            return SpanScores(empty, empty)
        w = self._w
        first = states[[window.words[a].first for a, _ in window.spans]]
        last = states[[window.words[b].last for _, b in window.spans]]
        z = self._linear("start", first) + last @ w["end.weight"].T
        z += states[0] @ w["whole.weight"].T
        features = np.asarray(span_features(window))
        for at in range(features.shape[1]):
            z += w[f"features.{at}.weight"][features[:, at]]
        z = np.maximum(z, 0.0)
        return SpanScores(_sigmoid(self._linear("kinds", z)), z)

    def details(
        self, window: Window, states: Floats, span: Span, hidden: Floats, kind: Kind
    ) -> Details:
        """Stage, sum and role of `span`, whose hidden state is given, as respondent of `kind`."""
        w, at = self._w, KINDS.index(kind)
        u = self._linear("more", hidden) + w["kind.weight"][at]
        u = np.maximum(u + states[0] @ w["more_whole.weight"].T, 0.0)
        stages = _softmax(self._linear("stage", u))
        return Details(
            stages=dict(zip(STAGES, map(float, stages), strict=True)),
            primary=float(_sigmoid(self._linear("primary", u))[0]),
            sum=self._sum(window, states, span, hidden, at),
        )

    def _sum(
        self, window: Window, states: Floats, span: Span, hidden: Floats, kind: int
    ) -> int | None:
        usable = usable_sums(window, span, KINDS[kind])
        if not usable:
            return None
        w = self._w
        base = self._linear("link_span", hidden) + w["kind.weight"][kind]
        words = [window.sums[at][0] for at in usable]
        u = base + states[[window.words[word].first for word in words]] @ w["link_sum.weight"].T
        u += w["link_gap.weight"][[gap_of(window, span, word) for word in words]]
        scores = self._linear("link", np.maximum(u, 0.0))[:, 0]
        none = self._linear("no_sum", np.maximum(base, 0.0))
        best = int(np.concatenate([scores, none]).argmax())
        if best == len(usable):
            return sum_claimed(window, span, KINDS[kind], usable)
        beside = sum_beside(window, span, KINDS[kind], usable)
        return usable[best] if beside is None else beside

    def _linear(self, name: str, x: Floats) -> Floats:
        result: Floats = x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"]
        return result


def _sigmoid(x: npt.NDArray[np.float32]) -> Floats:
    result: Floats = (1.0 / (1.0 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32)
    return result


def _softmax(x: Floats) -> Floats:
    shifted = np.exp(x - x.max())
    result: Floats = shifted / shifted.sum()
    return result
