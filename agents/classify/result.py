"""What reading an item came to: its mentions, or the reason why it was passed over."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.mention import Mention


class PassOver(StrEnum):
    """Why an item tells of nothing. Counted by the stage that reads."""

    DELETED = "deleted"  # the publisher took it away
    NO_CUE = "no cue"  # no word of fining, suing or settling in it
    OTHER_LANGUAGE = "other language"  # not one of the six we read
    NO_ORGANISATION = "no organisation"  # a cue, but nobody who could be the respondent
    UNLIKELY = "unlikely"  # cue and names, but not the words that events are told in
    NO_EVENT = "no event"  # all of that, but read as no event
    UNREADABLE = "unreadable"  # our own failure; the item is logged, the stream goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Mentions, or why there are none; `passed_over` is None exactly when there are mentions."""

    mentions: tuple[Mention, ...] = ()
    passed_over: PassOver | None = None
