"""Mentions to readings: what a later revision takes back."""

from agents.classify.revisions import readings
from schemas.item import Item
from schemas.mention import Evidence, Mention
from schemas.words import Kind


def mention(group: str) -> Mention:
    """A mention of `group`."""
    return Mention(
        id=f"m-{group}",
        item="i",
        kind=Kind.FINE,
        company=group,
        group=group,
        evidence=Evidence(field="title", start=0, end=4, text="Acme"),
        rule="test",
    )


def test_groups_named_before_and_not_now_are_taken_back() -> None:
    """Each group of this revision has its reading, each lost one an empty one."""
    found = readings(Item(id="i", revision=2), [mention("Acme")], before=["Acme", "Bolt"])
    assert [(r.group, len(r.mentions), r.revision) for r in found] == [
        ("Acme", 1, 2),
        ("Bolt", 0, 2),
    ]


def test_a_deleted_item_takes_everything_back() -> None:
    """Whatever is still read from it, a deleted item says nothing."""
    found = readings(Item(id="i", deleted=True), [mention("Acme")], before=["Acme"])
    assert [(r.group, r.mentions) for r in found] == [("Acme", ())]
