"""Item -> verdict: the whole of reading in order.

clean the fields | a cue at all? | a language we read? | windows | words of an event? | encoder |
who, what, how much | the same event told twice is one | mentions
"""

import datetime as dt
import logging
from collections.abc import Sequence

from agents.classify.business import is_business
from agents.classify.calibration import Calibration
from agents.classify.cleaning import Cleaned, clean, readable
from agents.classify.cues import has_cue
from agents.classify.decide import decide
from agents.classify.descriptions import told_of_names
from agents.classify.encoder import Encoder
from agents.classify.head import Head
from agents.classify.home import home_dollar
from agents.classify.language import language_of
from agents.classify.mentions import mentions_of, without_bystanders
from agents.classify.merging import merged
from agents.classify.parties import publisher_party
from agents.classify.pieces import Pieces
from agents.classify.plan import stretches
from agents.classify.registry.companies import Registry
from agents.classify.result import PassOver, Verdict
from agents.classify.screen import Screen
from agents.classify.settings import ReaderSettings
from agents.classify.telling import Telling, telling_of, yielding
from agents.classify.window import Lens, Part, Window, build
from schemas.item import Item
from schemas.mention import Mention

log = logging.getLogger(__name__)


class Reader:
    """Reads items; holds no state between them, so threads may share one."""

    def __init__(
        self,
        *,
        settings: ReaderSettings,
        registry: Registry,
        pieces: Pieces,
        screen: Screen,
        encoder: Encoder,
        head: Head,
        calibration: Calibration,
    ) -> None:
        self._settings, self._registry, self._pieces = settings, registry, pieces
        self._screen, self._encoder = screen, encoder
        self._head, self._calibration = head, calibration

    def read(self, item: Item) -> list[Mention]:
        """The events `item` tells of; empty for any text that tells of none. Never raises."""
        return list(self.examine(item).mentions)

    def examine(self, item: Item) -> Verdict:
        """As `read`, with the reason where there are no mentions. Never raises."""
        try:
            return self._examine(item)
        except Exception:  # one strange text must not stop a stream
            log.exception("could not read item %s", item.id)
            return Verdict(passed_over=PassOver.UNREADABLE)

    def _examine(self, item: Item) -> Verdict:
        if item.deleted:
            return Verdict(passed_over=PassOver.DELETED)
        cleaned = clean(item, longest=self._settings.longest)
        if not any(map(has_cue, (cleaned.title, cleaned.summary, cleaned.body))):
            return Verdict(passed_over=PassOver.NO_CUE)
        language = language_of(_sample(cleaned), item.lang)
        if language is None:
            return Verdict(passed_over=PassOver.OTHER_LANGUAGE)
        lens = Lens(
            find=self._registry.find,
            pieces=self._pieces,
            lang=language,
            dollar=home_dollar(item.publisher, _sample(cleaned), self._registry.find, language),
        )
        windows = [build(parts, lens) for parts in window_parts(cleaned)]
        if not any(window.spans for window in windows):
            return Verdict(passed_over=PassOver.NO_ORGANISATION)
        windows = [window for window in windows if self._screen.passes(window)]
        if not windows:
            return Verdict(passed_over=PassOver.UNLIKELY)
        threshold = self._calibration.threshold
        day = item.published.date() if item.published else None
        tellings = told_of_names(
            self._tellings(windows, day), cleaned.title, f"{cleaned.summary}\n{cleaned.body}"
        )
        mentions = mentions_of(
            item,
            merged(tellings, threshold=threshold),
            self._calibration,
            publisher=publisher_party(item.publisher, self._registry.find),
        )
        told = [m for m in mentions if m.confidence >= self._settings.threshold]
        kept = tuple(without_bystanders(told))
        return Verdict(mentions=kept, passed_over=None if kept else PassOver.NO_EVENT)

    def _tellings(self, windows: Sequence[Window], day: dt.date | None) -> list[Telling]:
        tellings: list[Telling] = []
        for window, states in zip(windows, self._encoder.states(windows), strict=True):
            scores = self._head.spans(window, states)
            told = decide(window, scores, self._registry, day)
            text = "\n".join(part.text for part in window.parts)
            tellings += yielding(
                [
                    telling_of(window, states, scores, self._head, one)
                    for one in told
                    if not is_business(one.kind, text)
                ]
            )
        return tellings


def window_parts(cleaned: Cleaned) -> list[list[Part]]:
    """Title and summary together, then the title with each stretch of the body that has a cue."""
    title = Part(field="title", start=0, text=cleaned.title)
    result = []
    if has_cue(cleaned.title) or has_cue(cleaned.summary):
        result.append([title, Part(field="summary", start=0, text=cleaned.summary)])
    for start, end in stretches(cleaned.body, readable(cleaned.body)):
        text = cleaned.body[start:end]
        if has_cue(text):
            result.append([title, Part(field="body", start=start, text=text)])
    return result


def _sample(cleaned: Cleaned) -> str:
    return " ".join((cleaned.title, cleaned.summary, cleaned.body[:300]))[:400].strip()
