"""The closed vocabularies: kinds, stages, buckets, roles. Source: docs/meaning.md."""

from enum import StrEnum


class Kind(StrEnum):
    """What happened to the company."""

    FINE = "fine"  # a monetary penalty by an authority or a court
    LAWSUIT = "lawsuit"  # a legal action against the company; verdicts are stages of it
    SETTLEMENT = "settlement"  # an agreement that ends a claim or an authority's charges


class Stage(StrEnum):
    """How final it is. `sought` means filed and pending."""

    THREATENED = "threatened"
    SOUGHT = "sought"
    PROPOSED = "proposed"
    IMPOSED = "imposed"
    AGREED = "agreed"
    APPROVED = "approved"
    PAID = "paid"
    SETTLED = "settled"  # a lawsuit that a settlement ended
    DISMISSED = "dismissed"
    OVERTURNED = "overturned"
    UNKNOWN = "unknown"

    @property
    def bucket(self) -> "Bucket":
        """The sum this stage counts in: pending, standing or closed."""
        return _BUCKET[self]


class Bucket(StrEnum):
    """Where a case stands in a tally. Pending and standing sums are never added together."""

    PENDING = "pending"
    STANDING = "standing"
    CLOSED = "closed"


class Role(StrEnum):
    """Whether the item is about the event, or recalls it as history."""

    PRIMARY = "primary"
    BACKGROUND = "background"


_BUCKET = {
    Stage.THREATENED: Bucket.PENDING,
    Stage.SOUGHT: Bucket.PENDING,
    Stage.PROPOSED: Bucket.PENDING,
    Stage.UNKNOWN: Bucket.PENDING,
    Stage.IMPOSED: Bucket.STANDING,
    Stage.AGREED: Bucket.STANDING,
    Stage.APPROVED: Bucket.STANDING,
    Stage.PAID: Bucket.STANDING,
    Stage.SETTLED: Bucket.CLOSED,
    Stage.DISMISSED: Bucket.CLOSED,
    Stage.OVERTURNED: Bucket.CLOSED,
}
