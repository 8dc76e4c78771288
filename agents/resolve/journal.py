"""Many writes as one: what a crash in the middle of them leaves is finished at the next look.

In: a store whose writes survive a crash as a prefix (one ordered changelog a partition), and one
event's writes. Out: the store after all of them, or after none. The writes are noted under one key
first; whoever looks next and finds the note unticked carries them out before reading anything.
"""

from typing import Protocol

import orjson

_NOTHING = b""


class Store(Protocol):
    """A table of bytes: read and assign one key. An empty value is an absent one."""

    def get(self, key: str, /) -> bytes | None:
        """The value under `key`, None or empty where there is none."""
        ...

    def __setitem__(self, key: str, value: bytes, /) -> None: ...


class Journal:
    """One event's view of a store: reads see its own writes, `commit` makes them all stay.

    Every value is JSON as orjson writes it.
    """

    def __init__(self, store: Store, note: str) -> None:
        """Finish what an earlier event left undone under the key `note`."""
        self._store = store
        self._note = note
        self._writes: dict[str, bytes] = {}
        self._finish()

    def get(self, key: str) -> bytes | None:
        """The value under `key` as this event left it, None where there is none."""
        value = self._writes[key] if key in self._writes else self._store.get(key)
        return value or None

    def __setitem__(self, key: str, value: bytes) -> None:
        self._writes[key] = value

    def erase(self, key: str) -> None:
        """Empty the value: a changelog must not end in a deletion."""
        self._writes[key] = _NOTHING

    @property
    def keys(self) -> list[str]:
        """The keys written so far, in order."""
        return list(self._writes)

    def again(self, keys: list[str]) -> None:
        """Assign the present values of `keys` anew, for a store that ran ahead of its changelog."""
        for key in keys:
            self._writes.setdefault(key, self._store.get(key) or _NOTHING)

    def commit(self) -> None:
        """Make the writes stay: all of them, whatever happens in between."""
        if len(self._writes) > 1:
            self._store[self._note] = _pack(self._writes)
        for key, value in self._writes.items():
            self._store[key] = value
        if len(self._writes) > 1:
            self._store[self._note] = _NOTHING
        self._writes = {}

    def _finish(self) -> None:
        noted = self._store.get(self._note)
        if not noted:
            return
        for key, value in orjson.loads(noted).items():
            self._store[key] = orjson.dumps(value) if value is not None else _NOTHING
        self._store[self._note] = _NOTHING


def _pack(writes: dict[str, bytes]) -> bytes:
    """All values are JSON that orjson wrote, so they come back from it byte for byte."""
    noted = {key: orjson.Fragment(value) if value else None for key, value in writes.items()}
    return orjson.dumps(noted)
