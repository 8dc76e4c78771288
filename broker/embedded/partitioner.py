"""Key to partition, as Kafka's clients do it, so that both logs agree on where a key lives.

murmur2 is written out here because importing a Kafka client for it costs a third of a second in
every command; a test holds it against both clients' own.
"""

from functools import lru_cache
from itertools import count

_M = 0x5BD1E995
_SEED = 0x9747B28C
_MASK = 0xFFFFFFFF
_keyless = count()


def partition_for(key: bytes | None, partitions: int) -> int:
    """The partition of `key`; records without a key take turns."""
    if key is None:
        return next(_keyless) % partitions
    return (murmur2(key) & 0x7FFFFFFF) % partitions


@lru_cache(maxsize=100_000)
def murmur2(data: bytes) -> int:
    """The 32-bit murmur2 hash that Kafka uses, unsigned."""
    length = len(data)
    state = (_SEED ^ length) & _MASK
    whole = length - length % 4
    for start in range(0, whole, 4):
        word = int.from_bytes(data[start : start + 4], "little") * _M & _MASK
        word = (word ^ word >> 24) * _M & _MASK
        state = state * _M & _MASK ^ word
    if tail := data[whole:]:
        state = (state ^ int.from_bytes(tail, "little")) * _M & _MASK
    state = (state ^ state >> 13) * _M & _MASK
    return state ^ state >> 15
