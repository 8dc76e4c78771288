"""B-cubed on clusterings small enough to reckon by hand."""

import pytest

from scoring.clusters import b_cubed, joined_labels

LABELLED = {"a": 1, "b": 1, "c": 2, "d": 2}


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        ({"a": 9, "b": 9, "c": 8, "d": 8}, 1.0, 1.0),
        ({"a": 1, "b": 2, "c": 3, "d": 4}, 1.0, 0.5),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, 0.5, 1.0),
        ({"a": 1, "b": 1, "c": 1, "d": 2}, 2 / 3, 0.75),
    ],
)
def test_precision_and_recall(found: dict[str, int], precision: float, recall: float) -> None:
    """Right, all apart, all together, one astray."""
    score = b_cubed(LABELLED, found)
    assert (score.precision, score.recall) == (pytest.approx(precision), pytest.approx(recall))


def test_only_mentions_that_both_know_are_scored() -> None:
    """A mention without a label does not count."""
    assert b_cubed({"a": 1}, {"a": 5, "z": 5}).mentions == 1


def test_joined_labels_names_what_was_thrown_together() -> None:
    """One cluster with two labels is named with both."""
    found = {"a": 1, "b": 1, "c": 1, "d": 2}
    assert list(joined_labels(LABELLED, found)) == [(1, frozenset({1, 2}))]
