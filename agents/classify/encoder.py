"""Windows -> states: the int8 encoder under onnxruntime, one thread, no torch.

The word table stands beside the ONNX graph as int8 rows with a scale each: looking words up and
adding the tables of place, segment, casing and name type is numpy's work here, the layers are the
graph's. Raises `ModelError` when the model's files are missing or do not fit together.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from agents.classify.window import Window

Floats = npt.NDArray[np.float32]
FOLDER = Path(__file__).with_name("model")
SLOWER = ["SkipLayerNormFusion"]  # onnxruntime's fused form takes a tenth longer for the whole
MAX_BATCH = 1_600  # pieces with padding in one run: larger ones only cost memory


class ModelError(RuntimeError):
    """The model's files cannot be used; the message says what to do."""


class Encoder:
    """The layers and the tables in front of them; read-only, so threads may share it."""

    def __init__(self, folder: Path = FOLDER) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            tables = np.load(folder / "tables.npz")
            self._session = ort.InferenceSession(
                str(folder / "encoder.onnx"),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=SLOWER,
            )
        except Exception as error:  # onnxruntime raises bare ones of its own
            raise ModelError(
                f"{folder}: {error}; reinstall, or export a trained model there "
                "(see training/README.md)"
            ) from error
        self._word: npt.NDArray[np.int8] = tables["word"]
        self._scale: Floats = tables["scale"].astype(np.float32)
        self._place, self._segment, self._shape, self._known = (
            tables[name].astype(np.float32) for name in ("place", "segment", "shape", "known")
        )

    def states(self, windows: Sequence[Window]) -> list[Floats]:
        """The states (pieces, width) of each window, in order."""
        order = sorted(range(len(windows)), key=lambda at: len(windows[at].ids))
        result: dict[int, Floats] = {}
        for batch in _batches(order, windows):
            widest = max(len(windows[at].ids) for at in batch)
            inputs = np.zeros((len(batch), widest, self._word.shape[1]), np.float32)
            mask = np.full((len(batch), 1, 1, widest), -1e4, np.float32)
            for row, at in enumerate(batch):
                size = len(windows[at].ids)
                inputs[row, :size] = self._embedded(windows[at])
                mask[row, 0, 0, :size] = 0.0
            (states,) = self._session.run(None, {"embedded": inputs, "mask": mask})
            for row, at in enumerate(batch):
                result[at] = states[row, : len(windows[at].ids)]
        return [result[at] for at in range(len(windows))]

    def _embedded(self, window: Window) -> Floats:
        ids = np.asarray(window.ids)
        embedded: Floats = self._word[ids].astype(np.float32)
        embedded *= self._scale[ids, None]
        embedded += self._place[: len(ids)]
        embedded += self._segment[window.segments]
        embedded += self._shape[window.shapes]
        embedded += self._known[window.types]
        return embedded


def _batches(order: Sequence[int], windows: Sequence[Window]) -> list[list[int]]:
    batches: list[list[int]] = []
    for at in order:
        size = len(windows[at].ids)
        if not batches or size * (len(batches[-1]) + 1) > MAX_BATCH:
            batches.append([])
        batches[-1].append(at)
    return batches
