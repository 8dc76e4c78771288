"""The network: a BERT encoder with casing and name-type embeddings, and heads over spans.

`Encoder` is a plain BERT (layers of 384) whose weights come from a safetensors file. `Heads`
scores candidate spans: three kinds and party, and for a span with its kind the stage, the sum it
goes with, and whether it is what the item is about. `agents/classify/head.py` is the same
arithmetic in numpy.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from agents.classify.features import SIZES

WIDTH, HEADS, INNER = 384, 12, 1536
SHAPES, TYPES, HIDDEN, N_STAGES, DISTANCES = 8, 6, 256, 10, 10


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """States in, states out; `mask` is added to the attention scores."""
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + mask
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, WIDTH)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Piece ids, shapes, types, segments (batch, length) -> states (batch, length, 384)."""

    def __init__(self, layers: int = 6, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(30522, WIDTH)
        self.place = nn.Embedding(512, WIDTH)
        self.segment = nn.Embedding(2, WIDTH)
        self.shape = nn.Embedding(SHAPES, WIDTH)
        self.known = nn.Embedding(TYPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        nn.init.normal_(self.shape.weight, std=0.01)
        nn.init.normal_(self.known.weight, std=0.01)

    def forward(self, ids: Tensor, shapes: Tensor, types: Tensor, segments: Tensor) -> Tensor:
        """Pieces (batch, length) -> states (batch, length, WIDTH)."""
        mask = (ids == 0)[:, None, None, :].to(torch.float32) * -1e4
        x = self.word(ids) + self.place.weight[: ids.shape[1]] + self.segment(segments)
        x = self.drop(self.norm(x + self.shape(shapes) + self.known(types)))
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def start_from(self, path: Path) -> None:
        """Take over the weights of a BERT checkpoint in safetensors format."""
        raw = {key.removeprefix("bert."): value for key, value in load_file(path).items()}
        own = dict(self.state_dict())
        own["word.weight"] = raw["embeddings.word_embeddings.weight"]
        own["place.weight"] = raw["embeddings.position_embeddings.weight"]
        own["segment.weight"] = raw["embeddings.token_type_embeddings.weight"]
        own["norm.weight"] = raw["embeddings.LayerNorm.weight"]
        own["norm.bias"] = raw["embeddings.LayerNorm.bias"]
        for at in range(len(self.layers)):
            own.update(_layer(raw, at))
        self.load_state_dict(own)


def _layer(raw: dict[str, Tensor], at: int) -> dict[str, Tensor]:
    source, result = f"encoder.layer.{at}.", {}
    names = {
        "out": "attention.output.dense", "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm",
    }  # fmt: skip
    for part in ("weight", "bias"):
        qkv = [raw[f"{source}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
        result[f"layers.{at}.qkv.{part}"] = torch.cat(qkv)
        for own, theirs in names.items():
            result[f"layers.{at}.{own}.{part}"] = raw[f"{source}{theirs}.{part}"]
    return result


class Heads(nn.Module):
    """Scores over spans; every layer is plain enough to be redone in numpy."""

    def __init__(self) -> None:
        super().__init__()
        self.start = nn.Linear(WIDTH, HIDDEN)
        self.end = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.whole = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.features = nn.ModuleList(nn.Embedding(size, HIDDEN) for size in SIZES)
        self.kinds = nn.Linear(HIDDEN, 4)
        self.kind = nn.Embedding(3, HIDDEN)
        self.link_span = nn.Linear(HIDDEN, HIDDEN)
        self.link_sum = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.link_gap = nn.Embedding(DISTANCES, HIDDEN)
        self.link = nn.Linear(HIDDEN, 1)
        self.no_sum = nn.Linear(HIDDEN, 1)
        self.more = nn.Linear(HIDDEN, HIDDEN)
        self.more_whole = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.stage = nn.Linear(HIDDEN, N_STAGES)
        self.primary = nn.Linear(HIDDEN, 1)
        self.drop = nn.Dropout(0.1)
        for table in self.features:
            nn.init.normal_(table.weight, std=0.02)
        nn.init.constant_(self.kinds.bias, -3.0)

    def spans(self, first: Tensor, last: Tensor, whole: Tensor, features: Tensor) -> Tensor:
        """States of the first and last piece and of the window's head -> (spans, HIDDEN)."""
        z = self.start(first) + self.end(last) + self.whole(whole)
        for at, table in enumerate(self.features):
            z = z + table(features[:, at])
        return self.drop(functional.relu(z))

    def with_kind(self, z: Tensor, kind: Tensor, whole: Tensor) -> tuple[Tensor, Tensor]:
        """Stage scores and the score of being primary."""
        u = functional.relu(self.more(z) + self.kind(kind) + self.more_whole(whole))
        return self.stage(u), self.primary(u).squeeze(-1)

    def sums(self, z: Tensor, kind: Tensor, states: Tensor, gaps: Tensor) -> Tensor:
        """Scores of each sum for one span, and of none last: z (HIDDEN), states (sums, WIDTH)."""
        base = self.link_span(z) + self.kind(kind)
        u = functional.relu(base + self.link_sum(states) + self.link_gap(gaps))
        none = self.no_sum(functional.relu(base))
        return torch.cat([self.link(u).squeeze(-1), none])


def load_encoder(stored: dict[str, Tensor]) -> Encoder:
    """The encoder of a checkpoint's weights, as deep as they are."""
    layers = 1 + max(int(name.split(".")[1]) for name in stored if name.startswith("layers."))
    encoder = Encoder(layers)
    encoder.load_state_dict(stored)
    return encoder
