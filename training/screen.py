"""`python -m training.screen CORPUS --out FOLDER`: labelled items -> `screen.npz`.

Learns, by logistic regression, from words and pairs of words which windows tell of an event. Fold 9
is kept out, and sets the least score: the one that lets `--recall` of its windows with an event
through.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from agents.classify.encoder import FOLDER
from agents.classify.pieces import load_pieces
from agents.classify.registry.companies import Registry
from agents.classify.screen import BUCKETS, buckets
from agents.classify.window import Lens
from training.corpus import load_items, windows_of
from training.export import write_manifest
from training.samples import window_of

HELD = 9
EPOCHS, BATCH, RATE = 6, 64, 0.05
EVENTS_COUNT = 2.0  # a window with an event counts as much as so many without


@dataclass(frozen=True, slots=True)
class Example:
    """A window as the screen sees it."""

    buckets: list[int]  # each once
    event: bool
    body: bool
    fold: int


def main() -> None:
    """Learn, set the least scores, write, and tell what is let through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--recall", type=float, default=0.99)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    lens = Lens(find=Registry.load().find, pieces=load_pieces(FOLDER / "vocab.txt"))
    examples = _labelled(args.corpus, lens)
    weights = learnt([e for e in examples if e.fold != HELD], random.Random(args.seed))
    scale = float(np.abs(weights).max()) / 127
    weights = np.round(weights / scale).astype(np.int8)
    least = {}
    for name, body in (("title", False), ("body", True)):
        held = [e for e in examples if e.fold == HELD and e.body is body]
        least[name] = _least(held, weights * scale, args.recall, name)
    np.savez_compressed(args.out / "screen.npz", weights=weights, scale=scale, **least)
    write_manifest(args.out)


def _labelled(corpus: Path, lens: Lens) -> list[Example]:
    raws = [w for item in load_items(corpus) for w in windows_of(item)]
    return [
        Example(sorted({*buckets(window)}), bool(raw.events), raw.second_field == "body", raw.fold)
        for raw in raws
        if (raw.events or not raw.open_pairs) and (window := window_of(raw, lens)).spans
    ]


def learnt(examples: Sequence[Example], rng: random.Random) -> np.ndarray:
    """The weight of each bucket."""
    table = nn.EmbeddingBag(BUCKETS, 1, mode="sum")
    nn.init.zeros_(table.weight)
    offset = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.Adagrad([*table.parameters(), offset], lr=RATE)
    order = list(examples)
    for _ in range(EPOCHS):
        rng.shuffle(order)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            starts = np.cumsum([0, *(len(e.buckets) for e in batch[:-1])])
            flat = torch.tensor([bucket for e in batch for bucket in e.buckets])
            scores = table(flat, torch.tensor(starts))[:, 0] + offset
            loss = functional.binary_cross_entropy_with_logits(
                scores,
                torch.tensor([float(e.event) for e in batch]),
                pos_weight=torch.tensor(EVENTS_COUNT),
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return table.weight.detach()[:, 0].numpy()


def _least(held: Sequence[Example], weights: np.ndarray, recall: float, name: str) -> float:
    scores = np.array([weights[e.buckets].sum() for e in held])
    event = np.array([e.event for e in held])
    least = float(np.sort(scores[event])[int(event.sum() * (1 - recall))])
    passed = float((scores[~event] >= least).mean())
    print(f"{name}: of {event.sum()} with an event {recall:.3f} pass, of the rest {passed:.3f}")
    return least


if __name__ == "__main__":
    main()
