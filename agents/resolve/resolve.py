"""Reading or decision -> outcome: the one entry to this stage.

In: the store of the group's partition, the event, settings. Out: `Outcome`. The store's writes for
one event all stay or none does, and the item's record keeps what the event came to, so an event
that is delivered again gives the same notices, assigns the same keys anew and changes nothing.
"""

from dataclasses import asdict
from typing import Any

import orjson
from pydantic import TypeAdapter

from agents.resolve.casebook import Casebook
from agents.resolve.decide import decide
from agents.resolve.finish import Finished, finish
from agents.resolve.history import Cause
from agents.resolve.intake import Moves, take_in
from agents.resolve.journal import Store
from agents.resolve.outcome import Notice, Outcome
from agents.resolve.settings import ResolveSettings
from schemas.codec import plain_decimal
from schemas.decision import Decision
from schemas.mention import Reading

_NOTICES = TypeAdapter(tuple[Notice, ...])


def resolve(store: Store, event: Reading | Decision, settings: ResolveSettings) -> Outcome:
    """Resolve one event of one group. Raises `ValueError` for a decision that names nothing known.

    A revision older than the one known changes nothing.
    """
    book = Casebook(store, event.group, settings)
    if isinstance(event, Reading):
        return _reading(book, event)
    return _decision(book, event)


def _reading(book: Casebook, reading: Reading) -> Outcome:
    key = f"item|{reading.item}"
    record = book.record(key)
    if reading.revision <= record.get("revision", 0):
        return _again(book, record, str(reading.revision))
    known = record.get("mentions", [])
    moves = take_in(book, reading, known, set(record.get("void", ())))
    finished = finish(book, moves, Cause(id=reading.item, at=reading.published), {})
    record = record | {
        "revision": reading.revision,
        "mentions": sorted({m.id for m in reading.mentions}),
    }
    return _keep(book, key, record, str(reading.revision), finished, moves)


def _decision(book: Casebook, decision: Decision) -> Outcome:
    key = f"decision|{decision.id}"
    record = book.record(key)
    if record:
        return _again(book, record, "1")
    decided = decide(book, decision)
    cause = Cause(id=f"decision:{decision.id}", at=decision.at, note=decided.note)
    finished = finish(book, decided.moves, cause, decided.causes(decision))
    return _keep(book, key, decided.record, "1", finished, decided.moves)


def _keep(
    book: Casebook,
    key: str,
    record: dict[str, Any],
    revision: str,
    finished: Finished,
    moves: Moves,
) -> Outcome:
    """Write the event's record beside everything else, then commit all of it."""
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
