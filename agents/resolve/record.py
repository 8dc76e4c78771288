"""What an event came to, kept so that the same event again comes to the same.

In: the casebook with an event's writes; the event's name. Out: the `Outcome`, with everything
committed at once: the record of it under `outcome|NAME` included, which holds the notices and the
keys that the event wrote.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import orjson
from pydantic import TypeAdapter

from agents.resolve.casebook import Casebook
from agents.resolve.finish import Finished, placements_of
from agents.resolve.intake import Moves
from agents.resolve.outcome import Notice, Outcome
from schemas.codec import plain_decimal

_NOTICES = TypeAdapter(tuple[Notice, ...])


def keep(book: Casebook, name: str, finished: Finished, moves: Moves) -> Outcome:
    """Write the record of what the event `name` came to, and commit everything."""
    record = {
        "cases": [case.id for _before, case in finished.cases],
        "placed": moves.placed,
        "moved": finished.moved,
        "removed": moves.removed,
        "notices": orjson.Fragment(orjson.dumps(finished.notices, default=_other)),
        "keys": [key.removeprefix(book.prefix) for key in book.journal.keys],
    }
    book.put_record(f"outcome|{name}", record)
    book.journal.commit()
    return Outcome(
        group=book.group,
        cases=finished.cases,
        placements=finished.placements,
        removed=tuple(moves.removed),
        notices=finished.notices,
    )


def again(book: Casebook, name: str) -> Outcome:
    """The same notices, over the cases and placements as they are now; nothing if not known."""
    record = book.record(f"outcome|{name}")
    if not record:
        return Outcome(group=book.group, repeated=True)
    book.journal.again([book.prefix + key for key in [*record["keys"], f"outcome|{name}"]])
    book.journal.commit()
    return Outcome(
        group=book.group,
        cases=tuple((case, case) for case in book.present(record["cases"])),
        placements=placements_of(book, record["placed"], record["moved"]),
        removed=tuple(mention for mention in record["removed"] if not book.mention(mention)),
        notices=_NOTICES.validate_python(record["notices"]),
        repeated=True,
    )


def joined(parts: Sequence[Outcome]) -> Outcome:
    """The outcomes of an event's parts (at least one) as one, in their order."""
    if len(parts) == 1:
        return parts[0]
    return Outcome(
        group=parts[0].group,
        cases=tuple(pair for part in parts for pair in part.cases),
        placements=tuple(placement for part in parts for placement in part.placements),
        removed=tuple(mention for part in parts for mention in part.removed),
        notices=tuple(notice for part in parts for notice in part.notices),
        repeated=all(part.repeated for part in parts),
    )


def _other(value: Any) -> Any:
    return plain_decimal(value) if hasattr(value, "quantize") else asdict(value)
