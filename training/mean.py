"""`python -m training.mean ONE TWO ... --out CHECKPOINT`: the mean of checkpoints of one descent.

Weights of legs that went on from one another lie close together; their mean reads as well as the
better one or better, and is steadier.
"""

import argparse
from pathlib import Path

import torch


def main() -> None:
    """Write the mean."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    stored = [torch.load(path, weights_only=True) for path in args.checkpoints]
    mean = {
        part: {
            name: torch.stack([one[part][name] for one in stored]).mean(0)
            for name in stored[0][part]
        }
        for part in stored[0]
    }
    torch.save(mean, args.out)


if __name__ == "__main__":
    main()
