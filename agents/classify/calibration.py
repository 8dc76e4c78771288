"""Scores of the network -> confidences that mean something, fitted on held-out items.

`model/calibration.json` holds, for each kind, a slope and an offset on the log odds, a further
offset for events that only the body of a long text tells, and the name of the model. Without a
kind's entry the score passes as it is.
"""

import json
import math
from dataclasses import dataclass, field
from pathlib import Path

from agents.classify.encoder import FOLDER, ModelError
from schemas.words import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """`curves` maps a kind to (slope, offset); `threshold` is the least score told at all."""

    name: str = "uncalibrated"
    threshold: float = 0.5
    curves: dict[str, tuple[float, float]] = field(default_factory=dict)
    in_body: float = 0.0

    def confidence(self, kind: Kind, probability: float, *, body: bool = False) -> float:
        """How often an event with this score is right, 0 to 1; `body`: told only in a long text."""
        slope, offset = self.curves.get(kind, (1.0, 0.0))
        p = min(max(probability, 1e-6), 1 - 1e-6)
        odds = slope * math.log(p / (1 - p)) + offset + (self.in_body if body else 0.0)
        return round(1 / (1 + math.exp(-odds)), 3)


def load_calibration(folder: Path = FOLDER) -> Calibration:
    """The calibration shipped with the model. Raises `ModelError`."""
    path = folder / "calibration.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        curves = {kind: (float(a), float(b)) for kind, (a, b) in data["curves"].items()}
        return Calibration(
            name=str(data["name"]),
            threshold=float(data["threshold"]),
            curves=curves,
            in_body=float(data.get("in_body", 0.0)),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path}: {error}; reinstall regwatch") from error
