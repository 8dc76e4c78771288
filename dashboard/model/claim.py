"""Who may keep the model's file: one dashboard at a time; a second one takes a scratch file.

The claim is a lock held through SQLite on a file beside it. The system lets go of it when its
process dies, however it dies.
"""

import sqlite3
from pathlib import Path


def claim(path: Path) -> sqlite3.Connection | None:
    """The claim on `path`, to be closed at the end; None when another one has it.

    None as well where nothing can be written: a dashboard needs no disk of its own.
    """
    held: sqlite3.Connection | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = sqlite3.connect(f"{path}.lock", timeout=0.2, check_same_thread=False)
        held.execute("BEGIN EXCLUSIVE")
    except (OSError, sqlite3.OperationalError):
        if held is not None:
            held.close()
        return None
    return held
