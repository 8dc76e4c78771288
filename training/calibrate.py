"""`python -m training.calibrate CORPUS --model FOLDER`: confidences that mean something.

Reads the held-out folds with the exported model, takes every event told with its score and whether
it was right, fits a slope and an offset on the log odds for each kind (shrunk towards the curve of
all kinds), and picks the score from which telling pays. Writes `calibration.json`.
"""

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from agents.classify import ReaderSettings, load
from agents.classify.calibration import Calibration
from schemas.words import Kind
from scoring import load_labelled, score
from scoring.report import Outcome
from training.corpus import load_items

LEAST = 0.15
SHRINK = 20.0  # a kind's own curve counts as much as this many events of all kinds


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--folds", default="8,9")
    parser.add_argument("--name", default="bge-spans-5")
    args = parser.parse_args()
    path = args.model / "calibration.json"
    blank = {"name": args.name, "threshold": LEAST, "curves": {}}
    path.write_text(json.dumps(blank) + "\n")
    reader = load(ReaderSettings(threshold=0.0), model=args.model)
    folds = {int(fold) for fold in args.folds.split(",")}
    items = [item for item in load_items(args.corpus) if item["fold"] in folds]
    labelled = load_labelled(json.dumps(item) for item in items)
    outcomes = [o for o in score(labelled, reader.read).outcomes if o.wanted or o.told]
    told = [o for o in outcomes if o.told]
    whole = fitted([(_odds(o), bool(o.wanted)) for o in told], prior=(1.0, 0.0), weight=5.0)
    curves = {
        str(kind): fitted(
            [(_odds(o), bool(o.wanted)) for o in told if (o.told or "").startswith(kind)],
            prior=whole,
            weight=SHRINK,
        )
        for kind in Kind
    }
    in_body = _in_body([o for o in told if o.set_name == "D"], curves)
    blank |= {
        "curves": {k: [round(x, 4) for x in v] for k, v in curves.items()},
        "in_body": round(in_body, 4),
    }
    path.write_text(json.dumps(blank, indent=1) + "\n")
    for low in (0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7):
        print(low, _figures(outcomes, Calibration(curves=curves, in_body=in_body), low))


def _in_body(told: Sequence[Outcome], curves: dict[str, tuple[float, float]]) -> float:
    """The further offset at which the long texts' events are right as often as claimed."""
    base = []
    for outcome in told:
        slope, offset = curves[(outcome.told or "fine").split()[0]]
        base.append((slope * _odds(outcome) + offset, bool(outcome.wanted)))
    shift = 0.0
    for _ in range(500):
        error = sum(1 / (1 + math.exp(-(odds + shift))) - right for odds, right in base)
        shift -= 0.1 * (error + SHRINK / 4 * shift) / (len(base) + SHRINK / 4)
    return shift


def _odds(outcome: Outcome) -> float:
    p = min(max(outcome.confidence or 0.0, 1e-6), 1 - 1e-6)
    return math.log(p / (1 - p))


def fitted(
    points: Sequence[tuple[float, bool]], *, prior: tuple[float, float], weight: float
) -> tuple[float, float]:
    """Slope and offset of the likeliest logistic curve, held near `prior`."""
    slope, offset = prior
    x = np.array([odds for odds, _ in points])
    y = np.array([float(right) for _, right in points])
    for _ in range(2000):
        error = 1 / (1 + np.exp(-(slope * x + offset))) - y
        slope -= 0.05 * (float(error @ x) + weight * (slope - prior[0])) / (len(x) + weight)
        offset -= 0.05 * (float(error.sum()) + weight * (offset - prior[1])) / (len(x) + weight)
    return slope, offset


def _figures(outcomes: Sequence[Outcome], calibration: Calibration, low: float) -> str:
    kept = []
    for outcome in outcomes:
        kind = Kind((outcome.told or "fine").split()[0])
        body = outcome.set_name == "D"
        sure = calibration.confidence(kind, outcome.confidence or 0.0, body=body)
        kept.append(outcome if outcome.told and sure >= low else replace(outcome, told=None))
    hits = sum(1 for o in kept if o.told and o.wanted)
    false = sum(1 for o in kept if o.told and not o.wanted)
    misses = sum(1 for o in kept if o.wanted and not o.told)
    precision, recall = hits / max(1, hits + false), hits / max(1, hits + misses)
    f1 = 2 * hits / max(1, 2 * hits + false + misses)
    return f"precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}"


if __name__ == "__main__":
    main()
