"""Reading or decision -> outcome: the one entry to this stage.

In: the store of the group's partition, the event, settings. Out: `Outcome`. The store's writes for
one event all stay or none does, and the item's record keeps what the event came to, so an event
that is delivered again gives the same notices, assigns the same keys anew and changes nothing.
"""

from dataclasses import asdict, replace
from typing import Any

import orjson
from pydantic import TypeAdapter

from agents.resolve.casebook import Casebook
from agents.resolve.decide import Decided, check, decide, ready
from agents.resolve.finish import Finished, finish
from agents.resolve.history import Cause
from agents.resolve.intake import Moves, take_in
from agents.resolve.journal import Store
from agents.resolve.outcome import Notice, Outcome
from agents.resolve.settings import ResolveSettings
from schemas.codec import from_dict, plain_decimal, to_dict
from schemas.decision import Decision
from schemas.mention import Reading

_ONCE = "1"
_WAITING = "waiting"
_MOST_WAITING = 100
_NOTICES = TypeAdapter(tuple[Notice, ...])


def resolve(store: Store, event: Reading | Decision, settings: ResolveSettings) -> Outcome:
    """Resolve one event of one group. Raises `ValueError` for a decision that lacks what it needs.

    A revision older than the one known changes nothing. A decision that names what is not known
    yet waits until it is.
    """
    book = Casebook(store, event.group, settings)
    if isinstance(event, Reading):
        return _reading(book, event)
    check(event)
    return _decision(book, event)


def _reading(book: Casebook, reading: Reading) -> Outcome:
    key = f"item|{reading.item}"
    record = book.record(key)
    if reading.revision <= record.get("revision", 0):
        return _again(book, record, str(reading.revision))
    known, void = record.get("mentions", []), set(record.get("void", ()))
    named = {"revision": reading.revision, "mentions": sorted({m.id for m in reading.mentions})}
    moves = take_in(book, reading, known, void)
    book.put_record(key, record | named)
    causes = _waited(book, moves)
    finished = finish(book, moves, Cause(id=reading.item, at=reading.published), causes)
    return _keep(book, key, str(reading.revision), finished, moves)


def _decision(book: Casebook, decision: Decision) -> Outcome:
    key = f"decision|{decision.id}"
    record = book.record(key)
    if record:
        return _again(book, record, _ONCE)
    if not ready(book, decision):
        _wait(book, decision)
        moves = Moves()
        book.put_record(key, {"waits": True})
        return _keep(book, key, _ONCE, finish(book, moves, Cause(id=key), {}), moves)
    decided = decide(book, decision)
    book.put_record(key, decided.record)
    finished = finish(book, decided.moves, _cause(decision), _causes(decision, decided))
    return _keep(book, key, _ONCE, finished, decided.moves)


def _wait(book: Casebook, decision: Decision) -> None:
    waiting = book.record(_WAITING)
    if len(waiting) >= _MOST_WAITING:
        raise ValueError(
            f"decision {decision.id} names a case or mention that is not known, and "
            f"{len(waiting)} decisions of {decision.group} wait already"
        )
    book.put_record(_WAITING, waiting | {decision.id: to_dict(decision)})


def _waited(book: Casebook, moves: Moves) -> dict[str, Cause]:
    """Apply the decisions that waited for what has just come."""
    causes: dict[str, Cause] = {}
    waiting = book.record(_WAITING)
    for name in list(waiting):
        decision = from_dict(Decision, waiting[name])
        if not ready(book, decision):
            continue
        decided = decide(book, decision)
        key = f"decision|{decision.id}"
        book.put_record(key, book.record(key) | decided.record | {"waits": False})
        causes |= _causes(decision, decided)
        moves.placed += decided.moves.placed
        moves.removed += decided.moves.removed
        del waiting[name]
        book.put_record(_WAITING, waiting)
    return causes


def _cause(decision: Decision) -> Cause:
    said = ": ".join(part for part in (decision.by, decision.why) if part)
    return Cause(id=f"decision:{decision.id}", at=decision.at, note=said)


def _causes(decision: Decision, decided: Decided) -> dict[str, Cause]:
    """The decision as cause, with the word for each case concerned."""
    cause = _cause(decision)
    return {case: replace(cause, what=what) for case, what in decided.words.items()}


def _keep(
    book: Casebook,
    key: str,
    revision: str,
    finished: Finished,
    moves: Moves,
) -> Outcome:
    """Add to the event's record what it came to, then commit everything at once."""
    record = book.record(key)
    outcome = {
        "cases": [case.id for _before, case in finished.cases],
        "placements": [placement.mention.id for placement in finished.placements],
        "removed": moves.removed,
        "notices": orjson.Fragment(orjson.dumps(finished.notices, default=_other)),
        "keys": [name.removeprefix(book.prefix) for name in book.journal.keys],
    }
    older = list(record.get("outcomes", {}).items())[1 - book.settings.revisions :]
    book.put_record(key, record | {"outcomes": dict(older) | {revision: outcome}})
    book.journal.commit()
    return Outcome(
        group=book.group,
        cases=finished.cases,
        placements=finished.placements,
        removed=tuple(moves.removed),
        notices=finished.notices,
    )


def _again(book: Casebook, record: dict[str, Any], revision: str) -> Outcome:
    """What the same event came to the first time, over the cases as they are now."""
    outcome = record.get("outcomes", {}).get(revision)
    if outcome is None:
        return Outcome(group=book.group, repeated=True)
    cases = book.present(outcome["cases"])
    records = [book.mention(mention) for mention in outcome["placements"]]
    book.journal.again([book.prefix + name for name in outcome["keys"]])
    book.journal.commit()
    return Outcome(
        group=book.group,
        cases=tuple((case, case) for case in cases),
        placements=tuple(known.placement for known in records if known),
        removed=tuple(mention for mention in outcome["removed"] if not book.mention(mention)),
        notices=_NOTICES.validate_python(outcome["notices"]),
        repeated=True,
    )


def _other(value: Any) -> Any:
    return plain_decimal(value) if hasattr(value, "quantize") else asdict(value)
