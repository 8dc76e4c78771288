"""`python -m training.train CORPUS --start WEIGHTS --out FOLDER`: labelled items -> a checkpoint.

Seeded; the folds named by --hold-out are neither trained on nor looked at; --dev folds are scored
after every epoch by loss only (the full score is `bench/reading.py` on the exported model).
"""

import argparse
import random
import time
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from agents.classify.gaps import gap_of
from agents.classify.pieces import Pieces, load_pieces
from agents.classify.registry.catalogue import decode
from agents.classify.registry.companies import ARTEFACT, NameHit, Registry
from agents.classify.unnamed_organisation import is_unnamed
from agents.classify.window import Lens
from training.augment import augmented
from training.corpus import LONG_SETS, SHORT_SETS, RawWindow, load_items, windows_of
from training.network import Encoder, Heads
from training.samples import OPEN, Gold, Sample, sample_of

CORPUS_SETS = {*SHORT_SETS, *LONG_SETS}
MAX_BATCH_PIECES = 1400
SHORT_SHARE, BODY_SHARE = 0.7, 0.35
BLIND = 0.12  # share of samples read without known companies


def main() -> None:
    """Train and save."""
    args = _arguments()
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    registry, pieces = Registry.load(), load_pieces(args.start.with_name("vocab.txt"))
    raws = [w for item in load_items(args.corpus) for w in windows_of(item)]
    held = {int(f) for f in args.hold_out.split(",") if f}
    dev_folds = {int(f) for f in args.dev.split(",") if f}
    train = [r for r in raws if r.fold not in held | dev_folds]
    dev = [r for r in raws if r.fold in dev_folds]
    encoder, heads = Encoder(args.layers), Heads()
    encoder.start_from(args.start)
    if args.resume:
        stored = torch.load(args.resume, weights_only=True)
        encoder.load_state_dict(stored["encoder"])
        heads.load_state_dict(stored["heads"])
    shares = [_share(r) * _again(r, args) for r in train]
    make = SampleMaker(registry, pieces, train, rng)
    dev_batches = batches([make.plain(r) for r in dev], rng)
    optimizer, schedule = _optimizer(encoder, heads, args, sum(shares))
    average = Average([encoder, heads], 0.995)
    print(f"{len(train)} windows to learn from, {len(dev)} to watch", flush=True)
    started = time.monotonic()
    for epoch in range(args.epochs):
        encoder.train(), heads.train()
        total = count = 0.0
        chosen = [r for r, share in zip(train, shares, strict=True) if rng.random() < share]
        chosen += [r for r in train if r.set_name == "seeds"]  # a few windows: take them twice
        for batch in batches([make.varied(r, args.swap) for r in chosen], rng):
            loss = loss_of(encoder, heads, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*encoder.parameters(), *heads.parameters()], 1.0)
            optimizer.step()
            schedule.step()
            average.update()
            total, count = total + loss.item(), count + 1
        encoder.eval(), heads.eval()
        with torch.no_grad():
            seen = [float(loss_of(encoder, heads, b)) for b in dev_batches]
        print(
            f"epoch {epoch} loss {total / count:.3f} dev {sum(seen) / max(1, len(seen)):.3f} "
            f"{time.monotonic() - started:.0f}s",
            flush=True,
        )
        average.save(args.out)


def _share(raw: RawWindow) -> float:
    """How much of its like an epoch takes: all windows with an event, some of those without."""
    if raw.events:
        return 1.0
    return BODY_SHARE if raw.second_field == "body" else SHORT_SHARE


def _again(raw: RawWindow, args: argparse.Namespace) -> float:
    """How much an epoch takes of what earlier legs have learnt: the corpus is always whole."""
    known = raw.set_name not in CORPUS_SETS and not fnmatch(raw.set_name, args.fresh)
    return float(args.replay) if known else 1.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="weights training.start made")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--layers", type=int, default=12, help="as many as --start has")
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--swap", type=float, default=0.5)
    parser.add_argument("--fresh", default="*", help="pattern of the item files to take whole")
    parser.add_argument("--replay", type=float, default=1.0, help="share of the other item files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hold-out", default="9")
    parser.add_argument("--dev", default="8")
    return parser.parse_args()


class SampleMaker:
    """Raw windows to samples, plain or varied."""

    def __init__(
        self, registry: Registry, pieces: Pieces, train: list[RawWindow], rng: random.Random
    ) -> None:
        self._registry, self._rng = registry, rng
        self._lens = Lens(find=registry.find, pieces=pieces)
        self._blind = Lens(find=self._authorities, pieces=pieces)
        named = {e["company"] for r in train for e in r.events}
        self._names = sorted(name for name in named if not is_unnamed(name))
        self._names += _registry_names(rng)

    def plain(self, raw: RawWindow) -> Sample:
        """As it is."""
        return sample_of(raw, self._lens, self._registry.group_of)

    def varied(self, raw: RawWindow, rate: float) -> Sample:
        """With other names now and then, or with a registry that knows no company."""
        find = self._registry.find
        raw = augmented(raw, self._rng, names=self._names, find=find, rate=rate)
        lens = self._blind if self._rng.random() < BLIND else self._lens
        return sample_of(raw, lens, self._registry.group_of)

    def _authorities(self, text: str) -> list[NameHit]:
        return [hit for hit in self._registry.find(text) if hit.kind != "company"]


def _registry_names(rng: random.Random) -> list[str]:
    named = decode(ARTEFACT.read_bytes()).named
    return [n.name for n in named if n.kind == "company" and rng.random() < 0.2]


def batches(samples: list[Sample], rng: random.Random) -> list[list[Sample]]:
    """Samples of like length together, in random order."""
    ordered = sorted(samples, key=lambda s: len(s.window.ids) + rng.random() * 6)
    result, batch, widest = [], [], 0
    for sample in ordered:
        widest = max(widest, len(sample.window.ids))
        if batch and (widest * (len(batch) + 1) > MAX_BATCH_PIECES or len(batch) >= 32):
            result.append(batch)
            batch, widest = [], len(sample.window.ids)
        batch.append(sample)
    if batch:
        result.append(batch)
    rng.shuffle(result)
    return result


def padded(lists: list[list[int]]) -> Tensor:
    """Rows of different lengths as one tensor, zeros behind the short ones."""
    widest = max(map(len, lists))
    return torch.tensor([row + [0] * (widest - len(row)) for row in lists])


def loss_of(encoder: Encoder, heads: Heads, batch: list[Sample]) -> Tensor:
    """The batch's loss: spans, stage, sum, primary; all spans of the batch at once."""
    windows = [s.window for s in batch]
    states = encoder(
        *(
            padded([getattr(w, name) for w in windows])
            for name in ("ids", "shapes", "types", "segments")
        )
    )
    rows = [row for row, w in enumerate(windows) for _ in w.spans]
    if not rows:
        return states.sum() * 0.0
    first = states[rows, [w.words[a].first for w in windows for a, _ in w.spans]]
    last = states[rows, [w.words[b].last for w in windows for _, b in w.spans]]
    features = torch.tensor([f for s in batch for f in s.features])
    z = heads.spans(first, last, states[rows, [0] * len(rows)], features)
    scores = heads.kinds(z)
    targets = torch.tensor([t for s in batch for t in s.targets], dtype=torch.float32)
    loss = _span_loss(scores, targets) + _gold_loss(heads, states, batch, z, scores)
    return loss / len(batch)


def _span_loss(scores: Tensor, targets: Tensor) -> Tensor:
    weights = (targets == 0).float()
    weights[:, 3] *= 0.6
    party = (targets[:, 3] == 1).float()
    return (functional.softplus(scores) * weights).sum() + 0.3 * (
        functional.softplus(-scores[:, 3]) * party
    ).sum()


def _gold_loss(
    heads: Heads, states: Tensor, batch: list[Sample], z: Tensor, scores: Tensor
) -> Tensor:
    loss, offset = states.sum() * 0.0, 0
    picked: list[tuple[int, int, Gold]] = []  # row, span among all, gold
    for row, sample in enumerate(batch):
        for gold in sample.gold:
            spans = [offset + at for at in gold.spans]
            # at least one of the bag must fire: soft maximum of its scores, and each a little
            bag = scores[spans, gold.kind]
            loss = (
                loss
                + functional.softplus(-torch.logsumexp(bag, 0))
                + 0.15 * functional.softplus(-bag).mean()
            )
            picked.append((row, spans[int(bag.detach().argmax())], gold))
        offset += len(sample.window.spans)
    if not picked:
        return loss
    rows, spans = [row for row, _, _ in picked], [span for _, span, _ in picked]
    kinds = torch.tensor([gold.kind for _, _, gold in picked])
    stage, primary = heads.with_kind(z[spans], kinds, states[rows, [0] * len(rows)])
    wanted = torch.tensor([gold.stage for _, _, gold in picked])
    loss = loss + functional.cross_entropy(stage, wanted, label_smoothing=0.05, reduction="sum")
    told = torch.tensor([float(gold.primary) for _, _, gold in picked])
    loss = loss + 0.2 * functional.binary_cross_entropy_with_logits(primary, told, reduction="sum")
    return loss + 0.5 * _sum_loss(heads, states, batch, z, picked)


def _sum_loss(
    heads: Heads,
    states: Tensor,
    batch: list[Sample],
    z: Tensor,
    picked: list[tuple[int, int, Gold]],
) -> Tensor:
    offsets, total = [0], states.sum() * 0.0
    for sample in batch:
        offsets.append(offsets[-1] + len(sample.window.spans))
    for row, span, gold in picked:
        window = batch[row].window
        if gold.sum == OPEN or not window.sums:
            continue
        own = window.spans[span - offsets[row]]
        gaps = torch.tensor([gap_of(window, own, word) for word, _ in window.sums])
        sums = states[row, [window.words[word].first for word, _ in window.sums]]
        scores = heads.sums(z[span], torch.tensor(gold.kind), sums, gaps)
        total = total + functional.cross_entropy(scores, torch.tensor(gold.sum))
    return total


def _optimizer(
    encoder: Encoder, heads: Heads, args: argparse.Namespace, size: float
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    groups = [{"params": heads.parameters(), "lr": args.head_rate}]
    fresh = [encoder.shape.weight, encoder.known.weight]
    groups.append({"params": fresh, "lr": args.head_rate})
    for table in (encoder.word, encoder.place):  # too large to learn from a few thousand items
        table.requires_grad_(False)
    lower = [*encoder.segment.parameters(), *encoder.norm.parameters()]
    groups.append({"params": lower, "lr": args.rate * 0.4})
    for at, layer in enumerate(encoder.layers):
        groups.append(
            {"params": layer.parameters(), "lr": args.rate * 0.88 ** (len(encoder.layers) - 1 - at)}
        )
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = args.epochs * size / 24

    def rate(step: int) -> float:
        return min(1.0, (step + 1) / (0.06 * steps)) * max(0.03, 1 - step / steps)

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, rate)


class Average:
    """Exponential moving average of weights; `apply` puts it in their place."""

    def __init__(self, modules: Sequence[nn.Module], decay: float) -> None:
        self._modules, self._decay, self._steps = modules, decay, 0
        self._kept = [[p.detach().clone() for p in m.parameters()] for m in modules]

    def update(self) -> None:
        """Take one step's weights in."""
        self._steps += 1
        if self._steps % 4:
            return
        decay = min(self._decay**4, (1 + self._steps) / (20 + self._steps))
        with torch.no_grad():
            for module, kept in zip(self._modules, self._kept, strict=True):
                for mine, theirs in zip(kept, module.parameters(), strict=True):
                    mine.lerp_(theirs, 1 - decay)

    def save(self, folder: Path) -> None:
        """Write a checkpoint of the averages."""
        folder.mkdir(parents=True, exist_ok=True)
        stored = {}
        for name, module, kept in zip(("encoder", "heads"), self._modules, self._kept, strict=True):
            state = dict(module.state_dict())
            learned = (key for key, _ in module.named_parameters())
            state.update(zip(learned, kept, strict=True))
            stored[name] = state
        torch.save(stored, folder / "checkpoint.pt")


if __name__ == "__main__":
    main()
