"""One notifier: batches of alert records in, notes kept, due messages sent. No loop, no clock.

`take(records, now)` keeps notes for every watchlist that wants an alert; `deliver(now)` sends what
is due. A message that keeps failing is given up after `PAUSES` and becomes dead letters, one an
alert, whose retry puts the alert back on its topic.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b

import structlog

from broker import Log, Message, Record
from dashboard.alerts import from_watchlist
from dashboard.delivery.channels import DeliveryError, Refused, Sender
from dashboard.delivery.message import compose, message_key
from dashboard.delivery.outbox import Note, Outbox, Sealed
from dashboard.delivery.schedule import due
from dashboard.watchlist_file import Channel
from schemas.alert import Alert, AlertType
from schemas.codec import DecodeError, decode, encode
from schemas.dead_letter import DeadLetter
from schemas.topics import Topics
from schemas.watchlist import Digest, Watchlist

PAUSES = (5, 15, 60, 300, 900, 3600, 3 * 3600)  # seconds before the next try
logger = structlog.get_logger("regwatch.notify")


class Notifier:
    """Knows the watchlists and the channels; `topics` are those of the run it tells of.

    `known` says which alerts are no news and are passed over.
    """

    def __init__(
        self,
        outbox: Outbox,
        log: Log,
        *,
        channels: Mapping[str, Channel],
        send: Sender,
        topics: Topics,
        base_url: str | None = None,
    ) -> None:
        self._outbox = outbox
        self._log = log
        self._channels = channels
        self._send = send
        self._base_url = base_url
        self.topics = topics
        self.known: Callable[[Record, Alert], bool] = lambda _record, _alert: False
        self.watchlists: dict[str, Watchlist] = {}

    def take(self, records: Sequence[Record], now: dt.datetime) -> int:
        """Keep a note for every channel that wants to hear of an alert; how many."""
        notes: dict[tuple[str, str], Note] = {}
        for record in records:
            if not record.value:
                continue
            try:
                alert = decode(Alert, record.value)
            except DecodeError as error:
                logger.warning("alert not understood", topic=record.topic, error=str(error))
                continue
            if self.known(record, alert) and not self._outbox.gave_up(alert.id):
                continue
            for note in self._wanted(alert, record, now):
                place = note.channel, alert.id
                if place not in notes or note.due < notes[place].due:
                    notes[place] = note
        if notes:
            self._outbox.add(notes.values())
        return len(notes)

    def _wanted(self, alert: Alert, record: Record, now: dt.datetime) -> list[Note]:
        return [
            Note(
                channel=channel,
                alert=alert,
                batch=_batch(watchlist, moment, now),
                due=moment,
                topic=record.topic,
                key=record.key,
                raw=record.value or b"",
            )
            for watchlist in self.watchlists.values()
            if from_watchlist(watchlist).matches(alert)
            for moment in (due(watchlist, alert.severity, now),)
            for channel in watchlist.channels
            if channel in self._channels
        ]

    def deliver(self, now: dt.datetime) -> int:
        """Try every message that is due; how many were taken."""
        self._outbox.seal(now, message_key)
        taken, failed = 0, set[str]()
        for sealed in self._outbox.ready(now):
            if sealed.channel not in failed:
                if self._try(sealed, now):
                    taken += 1
                else:
                    failed.add(sealed.channel)
        return taken

    def _try(self, sealed: Sealed, now: dt.datetime) -> bool:
        channel = self._channels.get(sealed.channel)
        try:
            if channel is None:
                raise Refused(f"no channel {sealed.channel!r} in the watchlist file any more")
            alerts = [self._marked(note) for note in self._worth_telling(sealed)]
            if not alerts:
                self._outbox.done(sealed.message, state="sent")
                return True
            message = compose(alerts, channel=sealed.channel, base_url=self._base_url)
            self._send(channel, replace(message, key=sealed.message), int(now.timestamp()))
        except DeliveryError as error:
            self._failed(sealed, error, now)
            return isinstance(error, Refused)  # the channel itself works: go on with the next
        self._outbox.done(sealed.message, state="sent")
        logger.info("sent", channel=sealed.channel, message=sealed.message, alerts=len(alerts))
        return True

    def _worth_telling(self, sealed: Sealed) -> list[Note]:
        """All but cases that fell away before the channel ever heard of them."""
        last = {note.alert.case: note.alert for note in sealed.notes}
        unheard = {
            case
            for case, alert in last.items()
            if alert.type is AlertType.WITHDRAWN and not self._outbox.heard_of(sealed.channel, case)
        }
        return [note for note in sealed.notes if note.alert.case not in unheard]

    def _marked(self, note: Note) -> Alert:
        """An update of a case that the channel never heard of is news to it."""
        alert = note.alert
        if alert.type is AlertType.UPDATED and not self._outbox.heard_of(note.channel, alert.case):
            return replace(alert, type=AlertType.OPENED)
        return alert

    def _failed(self, sealed: Sealed, error: DeliveryError, now: dt.datetime) -> None:
        logger.warning("not sent", channel=sealed.channel, tries=sealed.tries + 1, error=str(error))
        if not isinstance(error, Refused) and sealed.tries < len(PAUSES):
            self._outbox.again(sealed.message, now + dt.timedelta(seconds=PAUSES[sealed.tries]))
            return
        letters = [self._letter(note, error, now) for note in sealed.notes]
        self._log.append(letters)
        self._outbox.done(sealed.message, state="dead")

    def _letter(self, note: Note, error: DeliveryError, now: dt.datetime) -> Message:
        digest = blake2b(f"{note.channel}\n{note.alert.id}".encode(), digest_size=12).hexdigest()
        letter = DeadLetter(
            id=f"notify-{digest}",
            stage="notify",
            error="not delivered",
            detail=f"channel {note.channel}: {error}",
            topic=note.topic,
            key=(note.key or b"").decode(errors="replace"),
            raw=note.raw,
            retry_topic=self.topics.alerts(note.alert.kind).name,
            at=now,
        )
        return Message(
            topic=self.topics.dead_letters.name, key=letter.id.encode(), value=encode(letter)
        )


def _batch(watchlist: Watchlist, moment: dt.datetime, now: dt.datetime) -> str:
    """The digest that a note waits for; empty for what goes out by itself."""
    if watchlist.digest is Digest.NOW or moment <= now:
        return ""
    return f"{watchlist.name} {moment.isoformat()}"
