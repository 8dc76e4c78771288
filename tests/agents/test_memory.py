"""An edited item takes back what it no longer says."""

from agents.classify.memory import classify
from schemas.item import Item
from schemas.mention import Evidence, Mention
from schemas.words import Kind


class NamesInTitle:
    """A reader that finds a fine for every word of the title."""

    def read(self, item: Item) -> list[Mention]:
        """One mention a word."""
        return [
            Mention(
                id=f"{item.id}-{word}",
                item=item.id,
                kind=Kind.FINE,
                company=word,
                group=word,
                evidence=Evidence(field="title", start=0, end=len(word), text=word),
                rule="test",
            )
            for word in item.title.split()
        ]


def _said(memory: dict[str, bytes], **item: object) -> dict[str, int]:
    found = classify(Item(id="a", **item), NamesInTitle(), memory)  # type: ignore[arg-type]
    return {reading.group: len(reading.mentions) for reading in found}


def test_a_new_revision_takes_back_the_group_it_dropped() -> None:
    """The empty reading tells the group's partition to remove the mention."""
    memory: dict[str, bytes] = {}
    assert _said(memory, title="Alpha Beta") == {"Alpha": 1, "Beta": 1}
    assert _said(memory, title="Beta", revision=2) == {"Alpha": 0, "Beta": 1}
    assert _said(memory, title="Beta", revision=3) == {"Beta": 1}


def test_the_same_revision_again_says_the_same_again() -> None:
    """A redelivery after a crash must not lose what was taken back."""
    memory: dict[str, bytes] = {}
    _said(memory, title="Alpha")
    first = _said(memory, title="Beta", revision=2)
    assert _said(memory, title="Beta", revision=2) == first == {"Alpha": 0, "Beta": 1}


def test_an_older_revision_says_nothing() -> None:
    """A late redelivery must not bring back what was corrected."""
    memory: dict[str, bytes] = {}
    _said(memory, title="Beta", revision=2)
    assert _said(memory, title="Alpha", revision=1) == {}


def test_a_deleted_item_takes_everything_back() -> None:
    """The publisher withdrew the entry."""
    memory: dict[str, bytes] = {}
    _said(memory, title="Alpha")
    assert _said(memory, title="Alpha", revision=2, deleted=True) == {"Alpha": 0}


def test_an_item_that_names_nobody_is_not_remembered() -> None:
    """Nearly all items are noise: the table must not grow with them."""
    memory: dict[str, bytes] = {}
    _said(memory, title="")
    assert memory == {}
