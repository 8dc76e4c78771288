"""Mentions of one item -> readings, one a group, with an empty one for every group taken back."""

from collections.abc import Sequence

from schemas.item import Item
from schemas.mention import Mention, Reading


def readings(item: Item, mentions: Sequence[Mention], before: Sequence[str]) -> list[Reading]:
    """All that this revision of `item` says, per group, in order of first mention.

    `before` are the groups that an earlier revision named: one that is named no more gets an empty
    reading, which takes back what was said. Of a deleted item everything is taken back. What is
    told of an organisation without a name is nobody's, and goes no further.
    """
    by_group: dict[str, list[Mention]] = {}
    for mention in () if item.deleted else mentions:
        if not mention.unnamed:
            by_group.setdefault(mention.group, []).append(mention)
    for group in before:
        by_group.setdefault(group, [])
    return [_reading(item, group, told) for group, told in by_group.items()]


def _reading(item: Item, group: str, mentions: Sequence[Mention]) -> Reading:
    return Reading(
        item=item.id,
        revision=item.revision,
        group=group,
        mentions=tuple(mentions),
        title=item.title,
        url=item.url,
        publisher=item.publisher,
        # Many feeds date nothing: an item is then as old as our first sight of it.
        published=item.published or item.fetched,
    )
