"""Delivery: when, what, by whom, exactly what was asked for, and what becomes of failures."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from broker import Log, Message, Record
from dashboard.alerts import AlertFilter, from_options, from_watchlist, wanted
from dashboard.delivery import notify
from dashboard.delivery.channels import Refused, Unreachable, send
from dashboard.delivery.message import compose, message_key
from dashboard.delivery.notifier import PAUSES, Notifier
from dashboard.delivery.outbox import Outbox
from dashboard.delivery.schedule import due
from dashboard.delivery.signing import sign, verify
from dashboard.settings import SettingsError
from dashboard.watchlist_file import Channel, parse, read_file
from schemas.alert import Alert, AlertType, Severity
from schemas.codec import decode, encode
from schemas.dead_letter import DeadLetter
from schemas.topics import Topics
from schemas.watchlist import WATCHLISTS, Digest, Watchlist
from schemas.words import Kind, Stage
from tests.dashboard.conftest import until
from tests.dashboard.world import World, alert, case, story

NOON = dt.datetime(2021, 6, 1, 12, 0, tzinfo=dt.UTC)
STORY = {one.id: one for one in story()}


class Receiver:
    """A real HTTP endpoint that records requests and answers with the codes it is told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.codes: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.requests.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.codes.pop(0) if receiver.codes else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An endpoint on loopback."""
    receiver = Receiver()
    yield receiver
    receiver.close()


def record(one: Alert, offset: int = 0) -> Record:
    """An alert as it lies on its topic."""
    topic = Topics().alerts(one.kind).name
    return Record(topic, 0, offset, 0, one.group.encode(), encode(one))


class Desk:
    """A notifier over a real log and outbox, whose channel notes what it gets."""

    def __init__(self, log: Log, folder: Path, **watchlist: object) -> None:
        self.sent: list[str] = []
        self.keys: list[str] = []
        self.failures: list[Exception] = []
        self.log = log
        self.log.ensure(Topics().all())
        self.outbox = Outbox(folder / "outbox.db")
        self.notifier = Notifier(
            self.outbox, log, channels={"team": Channel(name="team")}, send=self.send,
            topics=Topics(), base_url="https://watch.example",
        )  # fmt: skip
        one = Watchlist(name="all", channels=("team",), **watchlist)
        self.notifier.watchlists = {"all": one}

    def send(self, channel: Channel, message, timestamp: int) -> None:
        """The channel: fails as often as it is told."""
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message.title)
        self.keys.append(message.key)

    def letters(self) -> list[DeadLetter]:
        """Dead letters on the topic."""
        batches = self.log.read([Topics().dead_letters.name])
        return [decode(DeadLetter, r.value) for records in batches for r in records]


@pytest.fixture
def desk(log: Log, tmp_path: Path) -> Iterator[Desk]:
    """A notifier that sends at once."""
    desk = Desk(log, tmp_path)
    yield desk
    desk.outbox.close()


@pytest.mark.parametrize(
    ("digest", "quiet", "zone", "at", "expected"),
    [
        (Digest.NOW, None, "UTC", "2021-06-01T12:00", "2021-06-01T12:00"),
        (Digest.HOURLY, None, "UTC", "2021-06-01T12:01", "2021-06-01T13:00"),
        (Digest.HOURLY, None, "Asia/Kolkata", "2021-06-01T12:01", "2021-06-01T13:00"),
        (Digest.DAILY, None, "UTC", "2021-06-01T07:59", "2021-06-01T08:00"),
        (Digest.DAILY, None, "UTC", "2021-06-01T08:00", "2021-06-02T08:00"),
        (Digest.DAILY, None, "Europe/Berlin", "2021-06-01T12:00", "2021-06-02T06:00"),
        (Digest.DAILY, None, "Europe/Berlin", "2021-10-30T12:00", "2021-10-31T07:00"),
        (Digest.NOW, "22:00-07:00", "UTC", "2021-06-01T21:59", "2021-06-01T21:59"),
        (Digest.NOW, "22:00-07:00", "UTC", "2021-06-01T22:00", "2021-06-02T07:00"),
        (Digest.NOW, "22:00-07:00", "UTC", "2021-06-01T03:00", "2021-06-01T07:00"),
        (Digest.NOW, "12:00-13:00", "UTC", "2021-06-01T12:30", "2021-06-01T13:00"),
        (Digest.HOURLY, "22:00-07:00", "UTC", "2021-06-01T21:30", "2021-06-02T07:00"),
        (Digest.NOW, "22:00-07:00", "America/New_York", "2021-06-01T03:00", "2021-06-01T11:00"),
    ],
)
def test_when_a_note_is_due(
    digest: Digest, quiet: str | None, zone: str, at: str, expected: str
) -> None:
    """Digests on the hour or at eight, local time; quiet hours push it to their end."""
    watchlist = Watchlist(name="w", digest=digest, quiet=quiet, timezone=zone)
    now = dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
    moment = due(watchlist, Severity.HIGH, now)
    assert moment == dt.datetime.fromisoformat(expected).replace(tzinfo=dt.UTC)


def test_critical_alerts_wait_for_nothing() -> None:
    """Neither quiet hours nor a digest hold a critical alert."""
    watchlist = Watchlist(name="w", digest=Digest.DAILY, quiet="00:00-23:59")
    assert due(watchlist, Severity.CRITICAL, NOON) == NOON


def test_one_message_an_event_and_updates_marked(desk: Desk) -> None:
    """The first news of a case is plain, a later change says so, a repetition says nothing."""
    zoom = STORY["c-zoom"]
    opened = alert(zoom)
    desk.notifier.take([record(opened), record(opened, 1)], NOON)
    desk.notifier.deliver(NOON)
    changed = alert(zoom, how=AlertType.UPDATED, sequence=2, stage=("proposed", "approved"))
    desk.notifier.take([record(changed, 2), record(opened, 3)], NOON)
    desk.notifier.deliver(NOON)
    assert desk.sent == [
        "Zoom: settlement, 85,000,000 USD, proposed",
        "Update: Zoom: settlement, 85,000,000 USD, proposed",
    ]


def test_what_waits_together_becomes_one_message_a_case(log: Log, tmp_path: Path) -> None:
    """Opened and updated in quiet hours: one message with the latest state, not an update."""
    desk = Desk(log, tmp_path, quiet="11:00-13:00")
    zoom = STORY["c-zoom"]
    changed = alert(zoom, how=AlertType.UPDATED, sequence=2, stage=("sought", "proposed"))
    desk.notifier.take([record(alert(zoom)), record(changed, 1)], NOON)
    early = desk.notifier.deliver(NOON)
    desk.notifier.deliver(NOON + dt.timedelta(hours=1))
    desk.outbox.close()
    assert (early, desk.sent) == (0, ["Zoom: settlement, 85,000,000 USD, proposed"])


def test_an_event_withdrawn_before_it_was_told_is_not_told(log: Log, tmp_path: Path) -> None:
    """Nobody hears of a case that came and went in quiet hours."""
    desk = Desk(log, tmp_path, quiet="11:00-13:00")
    zoom = STORY["c-zoom"]
    gone = alert(zoom, how=AlertType.WITHDRAWN, sequence=2)
    desk.notifier.take([record(alert(zoom)), record(gone, 1)], NOON)
    desk.notifier.deliver(NOON + dt.timedelta(hours=2))
    left = desk.outbox.waiting()
    desk.outbox.close()
    assert (desk.sent, left) == ([], 0)


def test_a_digest_is_one_message_over_many_events(log: Log, tmp_path: Path) -> None:
    """Everything of the hour in one message, once."""
    desk = Desk(log, tmp_path, digest=Digest.HOURLY, kinds=(Kind.FINE,))
    alerts = [alert(one) for one in story() if (one.usd or 0) < 10**9]
    desk.notifier.take([record(one, n) for n, one in enumerate(alerts)], NOON)
    for minutes in (0, 30, 60, 61):
        desk.notifier.deliver(NOON + dt.timedelta(minutes=minutes))
    desk.outbox.close()
    assert desk.sent == ["regwatch: 5 events"]


def test_two_watchlists_on_one_channel_send_one_message(desk: Desk) -> None:
    """An alert goes to a channel once, however many lists want it there."""
    desk.notifier.watchlists["more"] = Watchlist(name="more", channels=("team",))
    desk.notifier.take([record(alert(STORY["c-zoom"]))], NOON)
    desk.notifier.deliver(NOON)
    assert len(desk.sent) == 1


def test_a_failure_is_tried_again_with_the_same_key(desk: Desk) -> None:
    """Back-off, the same idempotency key, and later messages wait behind it."""
    desk.failures = [Unreachable("down"), Unreachable("down")]
    desk.notifier.take([record(alert(STORY["c-zoom"]))], NOON)
    desk.notifier.deliver(NOON)
    desk.notifier.take([record(alert(STORY["c-cnil"]), 1)], NOON)
    counts = [desk.notifier.deliver(NOON + dt.timedelta(seconds=s)) for s in (1, 5, 6, 20, 21, 22)]
    assert (counts, len(desk.sent)) == ([0, 0, 0, 2, 0, 0], 2)
    assert desk.keys[0] == message_key("team", [alert(STORY["c-zoom"]).id])


def test_what_cannot_be_delivered_becomes_a_dead_letter_that_can_be_retried(desk: Desk) -> None:
    """After the last try it is given up; its retry puts the alert back, which is then sent."""
    one = alert(STORY["c-zoom"])
    desk.failures = [Unreachable("down")] * (len(PAUSES) + 1)
    desk.notifier.take([record(one)], NOON)
    now = NOON
    for pause in (0, *PAUSES, 10):
        now += dt.timedelta(seconds=pause)
        desk.notifier.deliver(now)
    [letter] = desk.letters()
    assert (letter.stage, letter.retry_topic) == ("notify", Topics().alerts(one.kind).name)
    assert (decode(Alert, letter.raw), desk.sent) == (one, [])
    desk.notifier.take([record(decode(Alert, letter.raw), 9)], now)
    desk.notifier.deliver(now)
    assert len(desk.sent) == 1


def test_a_refusal_is_not_tried_again(desk: Desk) -> None:
    """A 4xx answer is final: one dead letter at once, and the next message goes out."""
    desk.failures = [Refused("410")]
    desk.notifier.take([record(alert(STORY["c-zoom"])), record(alert(STORY["c-cnil"]), 1)], NOON)
    desk.notifier.deliver(NOON)
    assert (len(desk.letters()), len(desk.sent)) == (1, 1)


def test_a_webhook_is_signed_and_carries_its_key(receiver: Receiver) -> None:
    """The receiver can check who sent it, when, and whether it knows it already."""
    one = alert(STORY["c-illinois"])
    message = compose([one], channel="siem", base_url="https://watch.example/")
    channel = Channel(name="siem", webhook=receiver.url, secret="env:HOOK_SECRET")
    send(channel, message, 1_600_000_000, environ={"HOOK_SECRET": "s3cret"})
    [(headers, body)] = receiver.requests
    assert verify("s3cret", 1_600_000_000, body, headers["regwatch-signature"], now=1_600_000_100)
    assert headers["idempotency-key"] == message.key
    told = json.loads(body)
    assert told["events"][0]["url"] == "https://watch.example/cases/c-illinois"
    assert told["events"][0]["alert"]["evidence"][0]["evidence"]["text"].startswith("ByteDance")


def test_a_signature_fails_for_another_body_secret_or_time() -> None:
    """Changed, forged and replayed requests are told apart from the real one."""
    good = sign("s", 1000, b"body")
    assert verify("s", 1000, b"body", good, now=1200)
    assert not verify("s", 1000, b"bodY", good, now=1200)
    assert not verify("t", 1000, b"body", good, now=1200)
    assert not verify("s", 1001, b"body", good, now=1200)
    assert not verify("s", 1000, b"body", good, now=1301)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(500, Unreachable), (503, Unreachable), (429, Unreachable), (404, Refused), (302, Refused)],
)
def test_answers_of_a_webhook_are_told_apart(
    receiver: Receiver, code: int, outcome: type[Exception]
) -> None:
    """Trouble of the moment is tried again; a wrong address or a redirect is not."""
    receiver.codes = [code]
    message = compose([alert(STORY["c-zoom"])], channel="x", base_url=None)
    with pytest.raises(outcome):
        send(Channel(name="x", webhook=receiver.url, secret="s"), message, 1)


def test_apprise_takes_a_message(receiver: Receiver) -> None:
    """A real apprise address gets title and text with the quoted sentence and the link."""
    message = compose([alert(STORY["c-cnil"])], channel="x", base_url="https://watch.example")
    address = receiver.url.replace("http://", "json://")
    send(Channel(name="x", apprise=address), message, 1)
    told = json.loads(receiver.requests[0][1])
    assert told["title"] == "Google: fine, 50,000,000 EUR, imposed"
    assert "“The CNIL imposed a penalty of 50 million euros" in told["message"]
    assert "https://watch.example/cases/c-cnil" in told["message"]


def test_the_loop_loses_nothing_and_repeats_nothing_over_restarts(
    log: Log, receiver: Receiver, tmp_path: Path
) -> None:
    """Old alerts are not sent at first start; afterwards every alert arrives exactly once."""
    world = World(log)
    world.tell(case("c-old", Kind.FINE, "Zoom", amount="1"))
    log.ensure([WATCHLISTS])
    watch = Watchlist(name="fines", kinds=(Kind.FINE,), channels=("hook",))
    log.append([Message(topic=WATCHLISTS.name, key=b"fines", value=encode(watch))])
    file = tmp_path / "watch.toml"
    file.write_text(f'[channels.hook]\nwebhook = "{receiver.url}"\nsecret = "s"\n')
    told: list[str] = []
    for number in range(3):
        stop, ready = threading.Event(), threading.Event()
        loop = threading.Thread(
            target=notify, args=(log.url,),
            kwargs={"watchlists": file, "outbox": tmp_path / "outbox.db", "stop": stop.is_set,
                    "ready": ready.set},
        )  # fmt: skip
        loop.start()
        assert ready.wait(60)
        for n in range(4):
            name = f"c-{number}-{n}"
            told.append(name)
            world.tell(case(name, Kind.FINE, f"Company {n}", amount="7"))
            world.tell(case(f"{name}-suit", Kind.LAWSUIT, f"Company {n}", amount="7"))
        until(lambda: len(receiver.requests) >= len(told))
        stop.set()
        loop.join(30)
        told.append(f"c-away-{number}")
        world.tell(case(told[-1], Kind.FINE, "Zoom", amount="3"))
    heard = [json.loads(body)["events"][0]["alert"]["case"] for _, body in receiver.requests]
    assert sorted(heard) == sorted(told[:-1])


@pytest.mark.parametrize(
    ("watchlist", "found"),
    [
        ({"groups": ("bytedance",)}, 5),
        ({"companies": ("whatsapp",), "groups": ("Zoom",)}, 2),
        ({"kinds": (Kind.LAWSUIT,), "stages": (Stage.SOUGHT,)}, 1),
        ({"authorities": ("cnil",)}, 1),
        ({"jurisdictions": ("US",), "min_usd": Decimal(90_000_000)}, 2),
        ({"keywords": ("biometric privacy",)}, 1),
        ({"keywords": ("METRIC",)}, 0),
        ({"min_severity": Severity.CRITICAL}, 3),
        ({}, 12),
    ],
)
def test_what_a_watchlist_wants(watchlist: dict, found: int) -> None:
    """Conditions narrow together; names ignore case; keywords are whole words."""
    chosen = from_watchlist(Watchlist(name="w", **watchlist))
    assert len(list(wanted(map(alert, story()), chosen))) == found


def test_the_terminals_options() -> None:
    """Kind, company (group or brand) and smallest sum, each alert once."""
    alerts = [alert(one) for one in story()] * 2
    chosen = from_options(kind="fine", company="tiktok", min_usd=Decimal(1000))
    assert [one.case for one in wanted(alerts, chosen)] == ["c-korea"]
    assert AlertFilter().matches(alerts[0])
    with pytest.raises(ValueError, match="theft"):
        from_options(kind="theft")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"watchlist": {}}, "unknown section 'watchlist'"),
        ({"channels": {"a": {"slack": "x"}}}, "unknown entry 'slack'"),
        ({"channels": {"a": {"webhook": "https://x.example"}}}, "needs a secret"),
        ({"channels": {"a": {"webhook": "ftp://x", "secret": "s"}}}, "http"),
        ({"watchlists": {"a": {"kind": ["fine"]}}}, "unknown entry 'kind'"),
        ({"watchlists": {"a": {"kinds": ["theft"]}}}, "kinds"),
        ({"watchlists": {"a": {"channels": ["b"]}}}, "no channel 'b'"),
        ({"watchlists": {"a": {"timezone": "Mars"}}}, "time zone"),
        ({"watchlists": {"Big Tech": {}}}, "name"),
    ],
)
def test_a_mistake_in_the_file_is_an_error_with_its_place(data: dict, said: str) -> None:
    """No rule is silently ignored."""
    with pytest.raises(SettingsError, match=r"file\.toml") as error:
        parse(data, where="file.toml")
    assert said in str(error.value)


def test_a_missing_file_is_told_plainly(tmp_path: Path) -> None:
    """The path and the reason, no traceback."""
    with pytest.raises(SettingsError, match=r"none\.toml"):
        read_file(tmp_path / "none.toml")
