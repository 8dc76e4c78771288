"""`python -m training.start MODEL.onnx --tokenizer TOKENIZER.json --out FOLDER`: first weights.

Takes the weights of a BERT encoder out of an ONNX graph (its matrices lie transposed there and
under made-up names: the node that uses one tells which it is) and writes `model.safetensors` and
`vocab.txt` as `training.train` and `training.export` take them.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper
from safetensors.numpy import save_file


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    save_file(weights(onnx.load(args.model).graph), args.out / "model.safetensors")
    places = json.loads(args.tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    words = sorted(places, key=places.__getitem__)
    (args.out / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")


def weights(graph: onnx.GraphProto) -> dict[str, npt.NDArray[np.float32]]:
    """The encoder's weights under the names of a BERT checkpoint."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    named = {
        name: value
        for name, value in stored.items()
        if name.startswith(("embeddings.", "encoder."))
    }
    for node in graph.node:
        if node.op_type == "MatMul" and node.name.startswith("/encoder"):
            matrices = [stored[name] for name in node.input if name in stored]
            place = node.name.strip("/").removesuffix("/MatMul").replace("/", ".")
            named.update({f"{place}.weight": matrix.T for matrix in matrices})
    return {name: np.ascontiguousarray(value) for name, value in named.items()}


if __name__ == "__main__":
    main()
