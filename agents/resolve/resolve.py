"""Reading or decision -> outcome: the one entry to this stage.

In: the store of the group's partition, the event, settings. Out: `Outcome`. The store's writes for
one event all stay or none does, and the item's record keeps what the event came to, so an event
that is delivered again gives the same notices, assigns the same keys anew and changes nothing.
"""

from dataclasses import replace

from agents.resolve.casebook import Casebook
from agents.resolve.decide import Decided, check, decide, ready
from agents.resolve.finish import finish
from agents.resolve.history import Cause
from agents.resolve.intake import Moves, take_in
from agents.resolve.journal import Store
from agents.resolve.outcome import Outcome
from agents.resolve.record import again, joined, keep
from agents.resolve.settings import ResolveSettings
from schemas.codec import from_dict, to_dict
from schemas.decision import Decision
from schemas.mention import Reading

_WAITING = "waiting"
_MOST_WAITING = 100


def resolve(store: Store, event: Reading | Decision, settings: ResolveSettings) -> Outcome:
    """Resolve one event of one group. Raises `ValueError` for a decision that lacks what it needs.

    A revision older than the one known changes nothing. A decision that names what is not known
    yet waits until it is.
    """
    if isinstance(event, Reading):
        return _reading(store, event, settings)
    check(event)
    return _decision(Casebook(store, event.group, settings), event)


def _reading(store: Store, reading: Reading, settings: ResolveSettings) -> Outcome:
    """In parts, if it says very much: what one commit writes stays bounded."""
    size = settings.part
    ends = range(size, max(len(reading.mentions), 1) + size, size)
    return joined([_part(store, reading, settings, end) for end in ends])


def _part(store: Store, reading: Reading, settings: ResolveSettings, end: int) -> Outcome:
    """The reading up to its mention number `end`; what comes later stays as it was."""
    book = Casebook(store, reading.group, settings)
    key, name = f"item|{reading.item}", f"{reading.item}|{reading.revision}|{end}"
    record, last = book.record(key), end >= len(reading.mentions)
    if book.record(f"outcome|{name}") or reading.revision <= record.get("revision", 0):
        return again(book, name)
    part = replace(reading, mentions=reading.mentions[:end])
    later = {m.id for m in reading.mentions[end:]}
    known = [mention for mention in record.get("mentions", ()) if mention not in later]
    awaited = later & set(record.get("mentions", ()))
    moves = take_in(book, part, known, set(record.get("void", ())))
    record = record | {"mentions": sorted({m.id for m in part.mentions} | awaited)}
    book.put_record(key, record | ({"revision": reading.revision} if last else {}))
    causes = _waited(book, moves)
    finished = finish(book, moves, Cause(id=reading.item, at=reading.published), causes)
    return keep(book, name, finished, moves)


def _decision(book: Casebook, decision: Decision) -> Outcome:
    key = f"decision|{decision.id}"
    if book.record(key):
        return again(book, key)
    if not ready(book, decision):
        _wait(book, decision)
        book.put_record(key, {"waits": True})
        return keep(book, key, finish(book, Moves(), _cause(decision), {}), Moves())
    decided = decide(book, decision)
    book.put_record(key, decided.record)
    finished = finish(book, decided.moves, _cause(decision), _causes(decision, decided))
    return keep(book, key, finished, decided.moves)


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
