"""The `regwatch` command."""

import os

# A worker has one thread of work: numpy's own would only spin beside it. It is read at its import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
