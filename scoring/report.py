"""Outcomes -> figures: precision, recall and F1 by kind, fields of matched events, calibration."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One event of one item: a hit (`wanted` and `told`), a miss, a false event, or silence.

    `easy` marks items that have no event at all.
    """

    item: str
    set_name: str = ""
    easy: bool = False
    wanted: str | None = None
    told: str | None = None
    kind: str = ""
    amount: bool | None = None
    stage: bool | None = None
    bucket: bool | None = None
    primary: bool | None = None
    confidence: float | None = None
    amounts: str = ""
    stages: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same from run to run."""
        return (self.item, self.wanted or "", "" if self.wanted else self.told or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts with the rates that follow from them; a rate over nothing is 0."""

    hits: int = 0
    misses: int = 0
    false: int = 0
    amount: int = 0
    stage: int = 0
    bucket: int = 0
    primary: int = 0
    silent: int = 0
    no_event: int = 0

    @property
    def precision(self) -> float:
        """Of the events told, the share that are right."""
        return _share(self.hits, self.hits + self.false)

    @property
    def recall(self) -> float:
        """Of the labelled events, the share that were told."""
        return _share(self.hits, self.hits + self.misses)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.hits, 2 * self.hits + self.false + self.misses)

    def share(self, name: str) -> float:
        """Of the hits, the share whose `amount`, `stage`, `bucket` or `primary` is right."""
        return _share(int(getattr(self, name)), self.hits)

    @property
    def silence(self) -> float:
        """Of the items without an event, the share that were left silent."""
        return _share(self.silent, self.no_event)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Events told with a confidence from `low` up to `high`: how many, and how many were right."""

    low: float
    high: float
    told: int
    right: int
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Figures over all, by kind and by set, the calibration table, and every outcome."""

    overall: Figures
    by_kind: dict[str, Figures] = field(default_factory=dict)
    by_set: dict[str, Figures] = field(default_factory=dict)
    calibration: tuple[Bin, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The outcomes as plain JSON types: all else follows from them."""
        return {"version": 1, "outcomes": [asdict(outcome) for outcome in self.outcomes]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Report":
        """The report of a saved run. Raises `TypeError` or `KeyError` for anything else."""
        return report([Outcome(**outcome) for outcome in data["outcomes"]])


def report(outcomes: Sequence[Outcome]) -> Report:
    """The report over `outcomes`."""
    kinds = sorted({o.kind for o in outcomes if o.kind})
    sets = sorted({o.set_name for o in outcomes if o.set_name})
    return Report(
        overall=figures(outcomes),
        by_kind={kind: figures([o for o in outcomes if o.kind == kind]) for kind in kinds},
        by_set={name: figures([o for o in outcomes if o.set_name == name]) for name in sets},
        calibration=calibration(outcomes),
        outcomes=tuple(outcomes),
    )


def figures(outcomes: Iterable[Outcome]) -> Figures:
    """The counts over `outcomes`."""
    hits = [o for o in outcomes if o.wanted and o.told]
    rest = [o for o in outcomes if not (o.wanted and o.told)]
    easy = {o.item for o in outcomes if o.easy or (not o.wanted and not o.told)}
    loud = {o.item for o in rest if o.told and not o.wanted}
    return Figures(
        hits=len(hits),
        misses=sum(1 for o in rest if o.wanted),
        false=sum(1 for o in rest if o.told),
        amount=sum(1 for o in hits if o.amount),
        stage=sum(1 for o in hits if o.stage),
        bucket=sum(1 for o in hits if o.bucket),
        primary=sum(1 for o in hits if o.primary),
        silent=len(easy - loud),
        no_event=len(easy),
    )


def calibration(outcomes: Iterable[Outcome]) -> tuple[Bin, ...]:
    """Events told, by confidence: what was claimed beside what came true."""
    told = [(o.confidence or 0.0, bool(o.wanted)) for o in outcomes if o.told]
    bins = []
    for low, high in zip((0.0, *BINS), BINS, strict=False):
        inside = [(c, right) for c, right in told if low <= c < high or c == high == 1.0]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            right = sum(1 for _, right in inside if right)
            bins.append(Bin(low=low, high=high, told=len(inside), right=right, mean=mean))
    return tuple(bins)
