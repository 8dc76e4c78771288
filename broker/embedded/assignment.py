"""All partitions for the one worker, through Faust's own assignor: recovery and routing read it."""

from collections.abc import Callable, Iterable
from typing import Any

from faust.types import TP

_MEMBER = "worker"


class _Cluster:
    """As much of a Kafka client's view of the cluster as the assignor asks for."""

    def __init__(self, partitions: Callable[[str], int]) -> None:
        self._partitions = partitions

    def partitions_for_topic(self, topic: str) -> set[int]:
        return set(range(self._partitions(topic)))


def assign(app: Any, topics: Iterable[str], partitions: Callable[[str], int]) -> set[TP]:
    """Every partition of `topics`; `partitions` counts them and raises for a missing topic."""
    names = set(topics)
    if not names:
        return set()
    metadata = app.assignor.metadata(names)
    assignment = app.assignor.assign(_Cluster(partitions), {_MEMBER: metadata})[_MEMBER]
    app.assignor.on_assignment(assignment)
    return {TP(topic, number) for topic, numbers in assignment.assignment for number in numbers}
