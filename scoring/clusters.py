"""Two clusterings of the same mentions -> B-cubed scores, and the labels wrongly joined.

In: mappings of mention to cluster, one as labelled and one as found. Out: `BCubed`. B-cubed
(Bagga and Baldwin) asks for each mention how much of its cluster belongs there (precision) and how
much of what belongs there is in it (recall), and averages over the mentions.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

M = TypeVar("M", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class BCubed:
    """Shares from 0 to 1 over `mentions` mentions."""

    precision: float
    recall: float
    mentions: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def b_cubed(labelled: Mapping[M, Hashable], found: Mapping[M, Hashable]) -> BCubed:
    """Score `found` over the mentions that both name; over none it is perfect."""
    mentions = labelled.keys() & found.keys()
    if not mentions:
        return BCubed(precision=1.0, recall=1.0, mentions=0)
    both = Counter((labelled[m], found[m]) for m in mentions)
    of_label = Counter(labelled[m] for m in mentions)
    of_found = Counter(found[m] for m in mentions)
    precision = sum(n * n / of_found[cluster] for (_label, cluster), n in both.items())
    recall = sum(n * n / of_label[label] for (label, _cluster), n in both.items())
    return BCubed(
        precision=precision / len(mentions),
        recall=recall / len(mentions),
        mentions=len(mentions),
    )


def joined_labels(
    labelled: Mapping[M, Hashable], found: Mapping[M, Hashable]
) -> Iterator[tuple[Hashable, frozenset[Hashable]]]:
    """Clusters that hold mentions of more than one label: confusable pairs that were joined."""
    inside: dict[Hashable, set[Hashable]] = {}
    for mention in labelled.keys() & found.keys():
        inside.setdefault(found[mention], set()).add(labelled[mention])
    for cluster, labels in inside.items():
        if len(labels) > 1:
            yield cluster, frozenset(labels)
