"""Delivery over a promotion: nothing twice, nothing lost, whether the notifier runs or not."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broker import Log, Message
from dashboard.delivery import notify
from feeds.runs import alerted_before
from schemas.codec import encode
from schemas.run import Run
from schemas.topics import LIVE_KEY, RUNS, Topics
from schemas.words import Kind
from tests.dashboard.conftest import until
from tests.dashboard.test_delivery import Receiver
from tests.dashboard.world import World, case

TODAY = dt.datetime.now(dt.UTC).date().isoformat()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An endpoint on loopback."""
    receiver = Receiver()
    yield receiver
    receiver.close()


def promote(log: Log, name: str, before: str) -> None:
    """Write what `regwatch promote` writes."""
    run = Run(name=name, state="live", before=before, at=dt.datetime.now(dt.UTC))
    keys = (f"run:{name}".encode(), LIVE_KEY)
    log.append([Message(topic=RUNS, key=key, value=encode(run)) for key in keys])


def heard(receiver: Receiver) -> list[str]:
    """The cases told so far, in order."""
    return [json.loads(body)["events"][0]["alert"]["case"] for _, body in receiver.requests]


@contextmanager
def notifying(log: Log, receiver: Receiver, folder: Path) -> Iterator[None]:
    """A notifier for every fine, as the command runs it."""
    file = folder / "watch.toml"
    file.write_text(
        f'[channels.hook]\nwebhook = "{receiver.url}"\nsecret = "s"\n'
        '[watchlists.fines]\nkinds = ["fine"]\nchannels = ["hook"]\n'
    )
    stop, ready = threading.Event(), threading.Event()
    loop = threading.Thread(
        target=notify, args=(log.url,),
        kwargs={"watchlists": file, "outbox": folder / "outbox.db", "stop": stop.is_set,
                "ready": ready.set, "alerted_before": alerted_before},
    )  # fmt: skip
    loop.start()
    try:
        assert ready.wait(60)
        yield
    finally:
        stop.set()
        loop.join(30)
    assert not loop.is_alive()


def fine(world: World, name: str, day: str = TODAY) -> None:
    """A fine that becomes known."""
    world.tell(case(name, Kind.FINE, "Zoom", amount="7", day=day))


@pytest.mark.parametrize("running", [True, False])
def test_a_promotion_repeats_nothing_and_loses_nothing(
    log: Log, receiver: Receiver, tmp_path: Path, running: bool
) -> None:
    """Told before: not again. Only in the new run and fresh: told. Only there and old: not."""
    old, new = World(log), World(log, Topics(run="v2"))
    fine(old, "c-before-it-ran")
    with notifying(log, receiver, tmp_path):
        fine(old, "c-told")
        until(lambda: heard(receiver) == ["c-told"])
        if running:
            turn_over(old, new)
            until(lambda: "c-after" in heard(receiver))
    if not running:
        turn_over(old, new)
        with notifying(log, receiver, tmp_path):
            until(lambda: "c-after" in heard(receiver))
    fine(new, "c-away")
    with notifying(log, receiver, tmp_path):
        until(lambda: "c-away" in heard(receiver))
    assert sorted(heard(receiver)) == ["c-after", "c-away", "c-last", "c-only-new", "c-told"]


def turn_over(old: World, new: World) -> None:
    """The new run sees what the old one did and more; the old one's last alert is just written."""
    for name in ("c-before-it-ran", "c-told", "c-only-new"):
        fine(new, name)
    fine(new, "c-ancient", "2015-01-01")
    fine(old, "c-last")
    promote(old.log, "v2", before="live")
    fine(new, "c-last")
    fine(new, "c-after")


def test_a_way_back_repeats_nothing(log: Log, receiver: Receiver, tmp_path: Path) -> None:
    """Promoting the old run again tells what only it has, and nothing that either told."""
    old, new = World(log), World(log, Topics(run="v2"))
    with notifying(log, receiver, tmp_path):
        fine(old, "c-one")
        until(lambda: heard(receiver) == ["c-one"])
        promote(log, "v2", before="live")
        fine(new, "c-two")
        until(lambda: len(heard(receiver)) == 2)
        fine(old, "c-two")
        promote(log, "live", before="v2")
        fine(old, "c-three")
        until(lambda: len(heard(receiver)) >= 3)
    assert heard(receiver) == ["c-one", "c-two", "c-three"]
