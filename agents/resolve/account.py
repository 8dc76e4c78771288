"""Account: one way an event is told, shared by all mentions that tell it the same way.

In: a reading and one of its mentions. Out: an `Account` holding what comparing needs (sum, stage,
party, places, dates, matter) and the first source that told it. Mentions that say the same thing
in the same words have the same account id, so forty copies of an agency story cost one comparison.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import blake2b

from pydantic import AwareDatetime

from agents.resolve.matter import Matter, read_matter
from agents.resolve.parties import NOBODY, SEVERAL, Party, read_party
from agents.resolve.places import code, places
from agents.resolve.rates import Rates
from schemas.case import Placement, Source
from schemas.mention import Mention, Reading
from schemas.words import Bucket, Kind, Role, Stage

_LONGEST_QUOTE = 600
_REDUCED = ("reduce", "cut ", "cuts ", "halve", "lower", "slash", "overturn", "trim")
_SUIT = ("lawsuit", "class action", "class-action", "suit", "litigation", "legal battle", "sued")
_SUITS = re.compile(
    r"\b(?:law)?suits\b|\bclass actions\b|\blitigation\b|\bclaims\b|\bconsolidat", re.IGNORECASE
)
_ONE_SUIT = re.compile(r"\b(?:law)?suit (?!consolidat)|\b(?:law)?suit$|\bsue[sd]?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One way an event is told. Days are ordinals; `first_day`..`last_day` is when it happened.

    `dated` says that the text gave the date, `said` when the first mention was published (None:
    unknown). `former` is what the amount was before. `count` mentions of `items` items share it.
    `where` are the places of its party and jurisdiction, `seen` those of its sentence. `pin` ties
    it to a case by decision, `held` is that decision.
    """

    id: str
    kind: Kind
    company: str
    amount: Decimal | None
    currency: str | None
    usd: float | None
    stage: Stage
    party: str | None
    authority: str | None
    jurisdiction: str | None
    first_day: int | None
    last_day: int | None
    dated: bool
    said: int | None
    background: bool
    joint: bool
    reduces: bool
    ends_suit: bool
    confidence: float
    who: Party
    where: frozenset[str]
    seen: frozenset[str]
    matter: Matter
    founder: str
    source: Source
    first_told: AwareDatetime | None = None
    last_told: AwareDatetime | None = None
    count: int = 1
    items: int = 0
    former: Decimal | None = None
    pin: str | None = None
    held: str | None = None

    @property
    def firm(self) -> bool:
        """Whether its sum stands (not merely asked for or expected)."""
        return self.stage.bucket is not Bucket.PENDING

    @property
    def figures(self) -> list[tuple[Decimal, str, float | None]]:
        """Its sums with their currency and dollars: the amount first, then what it was before."""
        if self.amount is None or self.currency is None:
            return []
        told = [(self.amount, self.currency, self.usd)]
        if self.former is not None:
            usd = self.usd * float(self.former / self.amount) if self.usd and self.amount else None
            told.append((self.former, self.currency, usd))
        return told


def read_account(reading: Reading, mention: Mention, rates: Rates) -> Account:
    """The account that `mention` gives."""
    said = reading.published.date().toordinal() if reading.published else None
    first, last = _span(mention, said)
    text = _text(reading, mention)
    who = read_party(mention.party, mention.authority)
    if who == NOBODY and mention.kind is Kind.LAWSUIT and _several_suits(text):
        who = SEVERAL
    names = frozenset(f"{mention.company} {mention.group}".casefold().replace(".", " ").split())
    own = places(f"{mention.company} {mention.group}")
    matter = read_matter(text, names | who.keys)
    jurisdiction = code(mention.jurisdiction)
    where = who.places | ({jurisdiction} if jurisdiction else frozenset())
    account = Account(
        id="",
        kind=mention.kind,
        company=mention.company,
        amount=mention.amount,
        currency=mention.currency,
        usd=_dollars(mention, last, rates),
        stage=mention.stage,
        party=mention.party,
        authority=mention.authority,
        jurisdiction=jurisdiction,
        first_day=first,
        last_day=last,
        dated=mention.date is not None,
        said=said,
        background=mention.role is Role.BACKGROUND,
        joint=mention.joint,
        reduces=any(cue in text.casefold() for cue in _REDUCED),
        ends_suit=any(
            cue in f"{mention.evidence.text} {mention.party}".casefold() for cue in _SUIT
        ),
        confidence=mention.confidence,
        who=who,
        where=where,
        seen=places(mention.evidence.text) - own,
        matter=matter,
        founder=mention.id,
        source=source_of(reading, mention),
        first_told=reading.published,
        last_told=reading.published,
        former=mention.former,
    )
    return replace(account, id=_signature(account))


def _several_suits(text: str) -> bool:
    """Whether it tells of suits, not of one: the litigation over a matter, whoever sues."""
    return bool(_SUITS.search(text)) and not _ONE_SUIT.search(text)


def _span(mention: Mention, said: int | None) -> tuple[int | None, int | None]:
    """When it happened. The first of a month stands for the month, of a year for the year."""
    if mention.date is None:
        return (None if mention.role is Role.BACKGROUND else said), said
    start = mention.date
    if start.day > 1:
        return start.toordinal(), start.toordinal()
    months = 12 if start.month == 1 else 1
    year, month = divmod(start.month - 1 + months, 12)
    end = dt.date(start.year + year, month + 1, 1) - dt.timedelta(days=1)
    last = min(end.toordinal(), said) if said is not None else end.toordinal()
    return start.toordinal(), max(last, start.toordinal())


def _text(reading: Reading, mention: Mention) -> str:
    """A background event has only its own sentence; the title is about something else."""
    if mention.role is Role.BACKGROUND or mention.evidence.field == "title":
        return mention.evidence.text
    return f"{mention.evidence.text} {reading.title}"


def _dollars(mention: Mention, day: int | None, rates: Rates) -> float | None:
    if mention.amount is None or mention.currency is None:
        return None
    if mention.currency == "USD":
        return float(mention.amount)
    rate = rates.rate(mention.currency, dt.date.fromordinal(day)) if day else None
    return float(mention.amount * rate.usd) if rate else None


def source_of(told: Reading | Placement, mention: Mention) -> Source:
    """The source that a case shows for `mention`, its quote cut to a bounded length."""
    evidence = mention.evidence
    if len(evidence.text) > _LONGEST_QUOTE:
        end = evidence.start + _LONGEST_QUOTE
        evidence = replace(evidence, end=end, text=evidence.text[:_LONGEST_QUOTE])
    return Source(
        item=mention.item,
        mention=mention.id,
        title=told.title[:_LONGEST_QUOTE],
        url=told.url,
        publisher=told.publisher,
        published=told.published,
        evidence=evidence,
        confidence=mention.confidence,
    )


def _signature(account: Account) -> str:
    """Equal for mentions that no comparison could tell apart."""
    told = (
        account.kind,
        account.company,
        account.amount,
        account.currency,
        account.stage,
        account.party,
        account.authority,
        account.jurisdiction,
        account.first_day,
        account.last_day,
        account.background,
        account.joint,
        sorted(account.who.sorts),
        sorted(account.matter.words),
        sorted(account.matter.topics),
        sorted(account.matter.names),
        sorted(account.where),
        sorted(account.seen),
        *filter(None, (account.former,)),
    )
    return blake2b(repr([str(part) for part in told]).encode(), digest_size=8).hexdigest()
