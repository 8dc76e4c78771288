"""News from other connections is noticed, and waiting for it costs next to nothing."""

from pathlib import Path

from broker.embedded.database import connect
from broker.embedded.watch import LONGEST, SHORTEST, Watch


def test_a_write_of_another_connection_is_news_once(tmp_path: Path) -> None:
    """Own writes and reads of others are not."""
    mine, theirs = connect(tmp_path / "log.db"), connect(tmp_path / "log.db")
    watch = Watch(mine)
    at_first = watch.changed()
    theirs.execute("UPDATE counter SET next = 5")
    after_theirs = (watch.changed(), watch.changed())
    mine.execute("UPDATE counter SET next = 6")
    theirs.execute("SELECT * FROM counter").fetchall()
    assert (at_first, after_theirs, watch.changed()) == (True, (True, False), False)


def test_the_pause_grows_while_nothing_happens(tmp_path: Path) -> None:
    """From 2 to 50 ms, and back to 2 with the next news."""
    mine, theirs = connect(tmp_path / "log.db"), connect(tmp_path / "log.db")
    watch = Watch(mine)
    for _ in range(40):
        watch.changed()
    idle = watch.pause
    theirs.execute("UPDATE counter SET next = 5")
    watch.changed()
    assert (idle, watch.pause) == (LONGEST, SHORTEST)
