"""Item -> verdict by words alone: the yardstick the learned reader is measured against.

clean the fields | a cue at all? | a language we read? | known names, sums | events | mentions
"""

import hashlib
from collections.abc import Iterator

from agents.classify.cleaning import Cleaned, Field, clean, readable
from agents.classify.cues import has_cue
from agents.classify.money import find_money
from agents.classify.registry.companies import NameHit, Registry
from agents.classify.result import PassOver, Verdict
from agents.classify.sentences import sentences
from agents.classify.settings import ReaderSettings
from agents.classify.simple import Found, read_sentence
from schemas.item import Item
from schemas.mention import Evidence, Mention
from schemas.words import Role

RULE = "words-1"
Place = tuple[Field, int, int]


class WordReader:
    """Reads items; holds no state between them, so threads may share one."""

    def __init__(self, settings: ReaderSettings, registry: Registry) -> None:
        self._settings = settings
        self._registry = registry

    def read(self, item: Item) -> list[Mention]:
        """The events `item` tells of; empty for any text that tells of none. Never raises."""
        return list(self.examine(item).mentions)

    def examine(self, item: Item) -> Verdict:
        """As `read`, with the reason where there are no mentions. Never raises."""
        if item.deleted:
            return Verdict(passed_over=PassOver.DELETED)
        cleaned = clean(item, longest=self._settings.longest)
        if not any(map(has_cue, (cleaned.title, cleaned.summary, cleaned.body))):
            return Verdict(passed_over=PassOver.NO_CUE)
        mentions: dict[tuple[str, str], Mention] = {}
        for place in _stretches(cleaned):
            self._read_sentence(item, cleaned, place, mentions)
        if not mentions:
            return Verdict(passed_over=PassOver.NO_EVENT)
        return Verdict(mentions=tuple(mentions.values()))

    def _read_sentence(
        self, item: Item, cleaned: Cleaned, place: Place, mentions: dict[tuple[str, str], Mention]
    ) -> None:
        field, start, end = place
        sentence = cleaned.of(field)[start:end]
        names = self._registry.find(sentence)
        evidence = Evidence(field=field, start=start, end=end, text=sentence)
        for found in read_sentence(sentence, names, find_money(sentence)):
            mention = _mention(item, found, evidence, names)
            mentions.setdefault((mention.kind, mention.group), mention)


def _stretches(cleaned: Cleaned) -> Iterator[Place]:
    fields: tuple[Field, ...] = ("title", "summary")
    for field in fields:
        for start, end in sentences(cleaned.of(field)):
            yield field, start, end
    for line_start, line_end in readable(cleaned.body):
        for start, end in sentences(cleaned.body, line_start, line_end):
            yield "body", start, end


def _mention(item: Item, found: Found, evidence: Evidence, names: list[NameHit]) -> Mention:
    authority = next((name for name in names if name.kind == "authority"), None)
    company = evidence.text[found.who.start : found.who.end]
    return Mention(
        id=mention_id(item.id, found.kind, found.who.group, 0),
        item=item.id,
        kind=found.kind,
        company=company,
        group=found.who.group,
        amount=found.money.amount if found.money else None,
        currency=found.money.currency if found.money else None,
        stage=found.stage,
        party=evidence.text[authority.start : authority.end] if authority else None,
        authority=authority.name if authority else None,
        jurisdiction=authority.country if authority else None,
        role=Role.BACKGROUND if evidence.field == "body" else Role.PRIMARY,
        evidence=evidence,
        rule=RULE,
        reason=f"Read as a {found.kind} of {company}: “{found.words}” in the {evidence.field}.",
        confidence=0.6,
    )


def mention_id(item: str, kind: str, group: str, ordinal: int) -> str:
    """The id of the `ordinal`-th mention of its kind and group in an item: same text, same id."""
    raw = "\x1f".join((item, kind, group, str(ordinal)))
    return hashlib.sha256(raw.encode()).hexdigest()[:24]
