"""Where a listener stands in the alerts topics, as text for `Last-Event-ID`.

A place is the next offset of every partition, not a number of this process: a client that lost its
connection may resume at another copy of the dashboard and misses nothing. Written as
`live@fine:3,0,12,7;lawsuit:...` with a dash for a partition not heard of. A place in another run
(one was promoted meanwhile) is no place in this one: the client goes on where this run took over,
or, at a dashboard started since, with what is new from then on.
"""

from collections.abc import Iterable, Mapping

from broker import Partition
from dashboard.model.paging import LARGEST
from schemas.topics import Topics
from schemas.words import Kind


class PlaceError(ValueError):
    """The text is not a place in these topics."""


Place = dict[Partition, int]


def write_place(place: Mapping[Partition, int], topics: Topics) -> str:
    """The place as text."""
    return f"{topics.run}@" + ";".join(
        f"{kind}:{_offsets(place, topics.alerts(kind).name)}" for kind in Kind
    )


def read_place(text: str, topics: Topics) -> Place | None:
    """The place that `text` names; None for one in another run. Raises `PlaceError`."""
    run, _, rest = text.rpartition("@")
    if run and run != topics.run:
        return None
    place: Place = {}
    try:
        for part in rest.split(";"):
            kind, _, offsets = part.partition(":")
            topic = topics.alerts(Kind(kind)).name
            for number, offset in enumerate(offsets.split(",")):
                if offset not in ("", "-"):
                    place[Partition(topic, number)] = _offset(offset)
    except ValueError as error:
        raise PlaceError("this Last-Event-ID is not one of ours: connect without it") from error
    return place


def alert_places(positions: Mapping[Partition, int], topics: Topics) -> Place:
    """The alerts topics' part of `positions`."""
    names = {topics.alerts(kind).name for kind in Kind}
    return {place: offset for place, offset in positions.items() if place.topic in names}


def _offset(text: str) -> int:
    """One offset. Raises `ValueError`, also for what no column could hold."""
    offset = int(text)
    if not 0 <= offset <= LARGEST:
        raise ValueError(f"no offset: {text}")
    return offset


def _offsets(place: Mapping[Partition, int], topic: str) -> str:
    numbers: Iterable[int] = [p.number for p in place if p.topic == topic]
    count = max(numbers, default=-1) + 1
    return ",".join(str(place.get(Partition(topic, n), "-")) for n in range(count))
