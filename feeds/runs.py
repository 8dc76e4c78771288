"""Runs: which one is live, which shadows there are, and the switch from one to another.

`regwatch.runs` (compacted) says under "live" whose topics readers take; without a record it is the
run "live". Promoting writes one record. What the old run was given after the replay, items and
decisions, is copied to the new one: before and after the switch here, and once more by the puller
when it turns to the new run, so there is no gap; what the old run alerted is not sent again
(`alerted_before`). The old run's topics and offsets stay as they are, so promoting it again is the
way back.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from broker.compacted import last_values
from broker.log import Log, Message, Record
from schemas.alert import Alert
from schemas.codec import DecodeError, decode, encode
from schemas.decision import Decision
from schemas.item import Item
from schemas.run import Run
from schemas.topics import LIVE, LIVE_KEY, Topics, TopicSpec, runs_topic
from schemas.words import Kind


class RunError(Exception):
    """A run cannot be used as asked; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """What a promotion did: `items` and `decisions` copied, alerts that are `carried` over."""

    run: str
    before: str
    items: int
    decisions: int
    alerts: int
    carried: int


def registered(log: Log) -> dict[str, Run]:
    """Every record of the registry by key: "live" and "run:NAME"."""
    return {key: decode(Run, value) for key, value in last_values(log, runs_topic().name).items()}


def live_run(log: Log) -> str:
    """The name of the run whose topics readers take."""
    run = registered(log).get(LIVE_KEY.decode())
    return run.name if run else LIVE


def begin(log: Log, name: str, *, source: str, now: dt.datetime) -> None:
    """Register the shadow run `name`, unless it is known."""
    log.ensure([runs_topic()])
    if f"run:{name}" not in registered(log):
        _write(log, f"run:{name}", Run(name=name, source=source, at=now))


def drop(log: Log, name: str, *, now: dt.datetime) -> None:
    """Delete the topics of the shadow run `name`. Raises `RunError` for one that is or was live.

    A run that was live is the way back, and its alerts say what must not be sent again.
    """
    runs = registered(log)
    if _was_live(runs, name):
        raise RunError(f"run {name!r} is or was live; only a shadow run can be dropped")
    log.drop(topic for topic in log.topics() if topic.startswith(f"regwatch-{name}."))
    log.ensure([runs_topic()])
    known = runs.get(f"run:{name}", Run(name=name, at=now))
    _write(log, f"run:{name}", replace(known, state="dropped", at=now))


def promote(
    log: Log,
    name: str,
    *,
    now: dt.datetime,
    by: str = "",
    partitions: int | None = None,
    on_progress: Callable[[str, int], None] = lambda _what, _count: None,
) -> Promotion:
    """Make the run `name` live. Raises `RunError` for an unknown, empty or already live run."""
    before = live_run(log)
    old, new = Topics(run=before), Topics(run=name)
    _check(log, name, before, new)
    decisions = copy_decisions(log, old, new)
    items = catch_up(log, old, new)
    on_progress("items", items)
    sent = alerted_before(log, name, before=before)
    alerts = [alert.id for alert in _alerts(log, new)]
    carried = sum(1 for alert in alerts if alert in sent)
    run = Run(
        name=name, state="promoted", before=before, items=items, carried=carried, by=by, at=now
    )
    _write(log, f"run:{name}", run)
    _write(log, LIVE_KEY.decode(), replace(run, state="live"))
    # What came while this was done; the puller does the last.
    items += catch_up(log, old, new)
    decisions += copy_decisions(log, old, new)
    return Promotion(
        run=name,
        before=before,
        items=items,
        decisions=decisions,
        alerts=len(alerts),
        carried=carried,
    )


def alerted_before(log: Log, name: str, *, before: str | None = None) -> frozenset[str]:
    """The ids of all alerts that runs live before `name` have sent: not to be sent again."""
    runs = earlier_runs(log, name, before=before)
    return frozenset(alert.id for run in runs for alert in _alerts(log, Topics(run=run)))


def earlier_runs(log: Log, name: str, *, before: str | None = None) -> list[str]:
    """The runs live before `name`, the latest first; `before` where `name` is not live yet."""
    runs = registered(log)
    earlier = before or _before(runs, name)
    found: list[str] = []
    while earlier is not None and earlier not in {name, *found}:
        found.append(earlier)
        earlier = _before(runs, earlier)
    return found


def catch_up(log: Log, old: Topics, new: Topics) -> int:
    """Copy to `new` the items of `old` that it lacks, in order; gives their number.

    An item is known by its id and revision. A second call copies nothing.
    """
    had = {_version(record) for record in _records(log, new.items)}
    count = 0
    batch: list[Message] = []
    for record in _records(log, old.items):
        if _version(record) in had:
            continue
        had.add(_version(record))
        batch.append(_copy(record, new.items))
        count += 1
        if len(batch) >= 1_000:
            log.append(batch)
            batch = []
    if batch:
        log.append(batch)
    return count


def copy_decisions(log: Log, old: Topics, new: Topics) -> int:
    """Copy operators' decisions that `new` lacks; gives their number."""
    had = {record.value for record in _records(log, new.decisions)}
    missing = [
        _copy(record, new.decisions)
        for record in _records(log, old.decisions)
        if record.value not in had and _is(Decision, record)
    ]
    if missing:
        log.append(missing)
    return len(missing)


def partitions_of(log: Log, topics: Topics) -> int | None:
    """How many partitions the items of a run have on this log; None if there is no such run."""
    return log.topics().get(topics.items.name)


def _before(runs: Mapping[str, Run], name: str) -> str | None:
    live = runs.get(LIVE_KEY.decode())
    own = runs.get(f"run:{name}") or (live if live and live.name == name else None)
    return own.before if own else None


def _was_live(runs: Mapping[str, Run], name: str) -> bool:
    own = runs.get(f"run:{name}")
    live = runs.get(LIVE_KEY.decode())
    return (
        name in {LIVE, live.name if live else LIVE}
        or (own is not None and own.state == "promoted")
        or any(run.before == name for run in runs.values())
    )


def _check(log: Log, name: str, before: str, new: Topics) -> None:
    if name == before:
        raise RunError(f"run {name!r} is live already")
    if new.tallies.name not in log.topics():
        known = sorted(run.name for key, run in registered(log).items() if key.startswith("run:"))
        raise RunError(f"no run {name!r} on this log; there are: {', '.join(known) or 'none'}")
    items = sum(span.end - span.first for span in log.spans(new.items.name).values())
    tallies = sum(span.end - span.first for span in log.spans(new.tallies.name).values())
    if items and not tallies:
        raise RunError(
            f"run {name!r} has items but no totals yet: start `regwatch worker --run {name}` and "
            "promote it once it has caught up"
        )


def _records(log: Log, spec: TopicSpec) -> Iterator[Record]:
    if spec.name in log.topics():
        for batch in log.read([spec.name]):
            yield from batch


def _alerts(log: Log, topics: Topics) -> Iterator[Alert]:
    for kind in Kind:
        for record in _records(log, topics.alerts(kind)):
            if record.value is None:
                continue
            with suppress(DecodeError):  # what nobody can read was told to nobody
                yield decode(Alert, record.value)


def _version(record: Record) -> tuple[bytes | None, int]:
    try:
        return record.key, decode(Item, record.value or b"").revision
    except DecodeError:
        return record.key, hash(record.value)


def _is(kind: type[Decision], record: Record) -> bool:
    try:
        decode(kind, record.value or b"")
    except DecodeError:
        return False
    return True


def _copy(record: Record, to: TopicSpec) -> Message:
    return Message(topic=to.name, key=record.key, value=record.value, timestamp=record.timestamp)


def _write(log: Log, key: str, run: Run) -> None:
    log.append([Message(topic=runs_topic().name, key=key.encode(), value=encode(run))])
