"""Which offset of a partition may be committed: deliveries and acks in, one offset out.

The rule is short: everything below the smallest delivered and unacked offset, and no more. Gaps
that compaction left in a partition need no care, because only delivered offsets are counted.
"""

from collections import deque


class Outstanding:
    """One partition's deliveries that are not finished yet."""

    __slots__ = ("_acked", "_committable", "_delivered")

    def __init__(self) -> None:
        self._delivered: deque[int] = deque()
        self._acked: set[int] = set()
        self._committable: int | None = None

    def __len__(self) -> int:
        """How many deliveries hold the commit back (acked ones behind a gap included)."""
        return len(self._delivered)

    def deliver(self, offset: int) -> None:
        """Note that `offset` was handed on; offsets of a partition come in rising order."""
        self._delivered.append(offset)

    def ack(self, offset: int) -> None:
        """Note that `offset` is finished. An offset that was not delivered changes nothing."""
        if self._delivered and self._delivered[0] <= offset <= self._delivered[-1]:
            self._acked.add(offset)

    def committable(self) -> int | None:
        """The next offset to read after a restart; None as long as nothing was finished."""
        delivered, acked = self._delivered, self._acked
        while delivered and delivered[0] in acked:
            offset = delivered.popleft()
            acked.discard(offset)
            self._committable = offset + 1
        return self._committable
