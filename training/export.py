"""`python -m training.export CHECKPOINT --start WEIGHTS --out agents/classify/model`.

A checkpoint -> what the reader loads: the layers as int8 ONNX, the tables and the span heads as
numpy files, the vocabulary, and a manifest with the SHA-256 of each.
"""

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from training.network import Encoder, Heads, load_encoder


class Layers(nn.Module):
    """What goes into the graph: everything behind the tables."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """Embedded pieces and additive mask -> states."""
        x = self.encoder.norm(embedded)
        for layer in self.encoder.layers:
            x = layer(x, mask)
        return x


def main() -> None:
    """Export and print the sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="where vocab.txt stands")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    stored = torch.load(args.checkpoint, weights_only=True)
    encoder, heads = load_encoder(stored["encoder"]), Heads()
    heads.load_state_dict(stored["heads"])
    args.out.mkdir(parents=True, exist_ok=True)
    _export_layers(encoder.eval(), args.out / "encoder.onnx")
    _export_tables(encoder, args.out / "tables.npz")
    weights = {name: value.numpy().astype(np.float16) for name, value in heads.state_dict().items()}
    np.savez(args.out / "head.npz", **weights)
    shutil.copyfile(args.start.with_name("vocab.txt"), args.out / "vocab.txt")
    write_manifest(args.out)


def _export_layers(encoder: Encoder, path: Path) -> None:
    example = (torch.randn(2, 9, 384), torch.zeros(2, 1, 1, 9))
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "layers.onnx"
        rows, length = (
            torch.export.Dim("rows", min=1, max=512),
            torch.export.Dim("length", min=2, max=512),
        )
        torch.onnx.export(
            Layers(encoder),
            example,
            str(plain),
            input_names=["embedded", "mask"],
            output_names=["states"],
            opset_version=20,
            dynamo=True,
            external_data=False,
            dynamic_shapes={"embedded": {0: rows, 1: length}, "mask": {0: rows, 3: length}},
        )
        quantize_dynamic(
            plain, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )


def _export_tables(encoder: Encoder, path: Path) -> None:
    word = encoder.word.weight.detach().numpy()
    scale = np.maximum(np.abs(word).max(1), 1e-8) / 127
    tables = {
        "place": encoder.place,
        "segment": encoder.segment,
        "shape": encoder.shape,
        "known": encoder.known,
    }
    np.savez_compressed(
        path,
        word=np.round(word / scale[:, None]).astype(np.int8),
        scale=scale.astype(np.float32),
        **{
            name: table.weight.detach().numpy().astype(np.float16) for name, table in tables.items()
        },
    )


def write_manifest(folder: Path) -> None:
    """The size and the SHA-256 of each of the model's files."""
    files = {
        path.name: {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.iterdir())
        if path.suffix in {".onnx", ".npz", ".txt"}
    }
    (folder / "manifest.json").write_text(json.dumps({"files": files}, indent=1) + "\n")
    print(json.dumps(files, indent=1))


if __name__ == "__main__":
    main()
