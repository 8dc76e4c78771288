"""A small world of cases for the dashboard's tests: real public facts, sentences of our own.

`World` builds consistent records (cases, placements, tallies, alerts) and appends them to a log as
the workers would. `big(n)` gives n invented companies for load.
"""

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from broker import Log, Message
from schemas.alert import Alert, AlertType, Severity
from schemas.case import Case, Change, Link, Placement, Rate, Relation, Source, Status
from schemas.codec import Versioned, encode
from schemas.group import group_key
from schemas.mention import Evidence, Mention
from schemas.tally import KindTotals, LargestCase, Tally, Total
from schemas.topics import Topics
from schemas.words import Bucket, Kind, Stage

EUR = Decimal("0.9")
RATES = {"USD": Decimal(1), "EUR": Decimal("1.1"), "GBP": Decimal("1.3"), "KRW": Decimal("0.0008")}


def case(
    name: str,
    kind: Kind,
    group: str,
    *,
    amount: str | None = None,
    currency: str = "USD",
    stage: Stage = Stage.IMPOSED,
    day: str | None = "2021-03-01",
    company: str | None = None,
    party: str | None = None,
    jurisdiction: str | None = None,
    quotes: tuple[tuple[str, str], ...] = (),
    links: tuple[Link, ...] = (),
    ambiguous: bool = False,
    status: Status = Status.OPEN,
    url: str = "https://news.example/",
) -> Case:
    """A consistent case; `quotes` are (title, sentence) of its sources."""
    when = dt.date.fromisoformat(day) if day else None
    reported = dt.datetime.combine(when or dt.date(2021, 1, 1), dt.time(9), dt.UTC)
    figure = Decimal(amount) if amount else None
    rate = RATES[currency]
    quotes = quotes or (
        (f"{company or group}: {kind}", f"{party} and {company or group}: {kind}."),
    )
    sources = tuple(
        Source(
            item=f"item-{name}-{n}",
            mention=f"mention-{name}-{n}",
            title=title,
            url=f"{url}{name}-{n}",
            publisher=("Example Wire", "The Register of Fines", "Regulator")[n % 3],
            published=reported + dt.timedelta(hours=n),
            evidence=Evidence(field="summary", start=0, end=len(text), text=text),
            confidence=0.95 - n * 0.04,
        )
        for n, (title, text) in enumerate(quotes)
    )
    return Case(
        id=name,
        kind=kind,
        group=group,
        company=company or group,
        status=status,
        amount=figure,
        currency=currency if figure is not None else None,
        usd=figure * rate if figure is not None else None,
        eur=figure * rate * EUR if figure is not None else None,
        rate=Rate(date=when, usd=rate, eur=rate * EUR) if figure is not None and when else None,
        rate_note="" if figure is not None else "no amount in any source",
        stage=stage,
        party=party,
        authority=party,
        jurisdiction=jurisdiction,
        date=when,
        first_reported=reported,
        last_reported=reported + dt.timedelta(hours=len(quotes)),
        confidence=0.95,
        ambiguous=ambiguous,
        links=links,
        sources=sources,
        history=(Change(what="opened", cause=sources[0].item, at=when),),
        mention_count=len(sources),
        item_count=len(sources),
    )


def placements(one: Case) -> Iterator[Placement]:
    """The mentions behind a case."""
    for source in one.sources:
        assert source.evidence is not None
        yield Placement(
            case=one.id,
            group=one.group,
            mention=Mention(
                id=source.mention,
                item=source.item,
                kind=one.kind,
                company=one.company,
                group=one.group,
                amount=one.amount,
                currency=one.currency,
                stage=one.stage,
                party=one.party,
                authority=one.authority,
                jurisdiction=one.jurisdiction,
                date=one.date,
                evidence=source.evidence,
                rule=f"{one.kind}.cue",
                reason=f"says that {one.company} faces a {one.kind}, with the sum beside the cue",
                confidence=source.confidence,
            ),
            title=source.title,
            url=source.url,
            publisher=source.publisher,
            published=source.published,
        )


def tally(group: str, cases: Iterable[Case]) -> Tally:
    """The totals of a group's open cases, added up the slow and obvious way."""
    own = [one for one in cases if one.group == group and one.status is Status.OPEN]
    dated = sorted(one.date for one in own if one.date)
    standing = [one for one in own if one.bucket is Bucket.STANDING and one.usd is not None]
    largest = max(standing, key=lambda one: (one.usd, one.id), default=None)
    return Tally(
        group=group,
        kinds=_totals(own),
        by_year=_split(own, lambda one: str(one.date.year) if one.date else "unknown"),
        by_jurisdiction=_split(own, lambda one: one.jurisdiction or "unknown"),
        by_authority=_split(own, lambda one: one.authority or "unknown"),
        by_company=_split(own, lambda one: one.company),
        days=_split([one for one in own if one.date], lambda one: one.date),
        first=dated[0] if dated else None,
        last=dated[-1] if dated else None,
        largest=LargestCase(case=largest.id, usd=largest.usd) if largest else None,
    )


def alert(one: Case, *, how: AlertType = AlertType.OPENED, sequence: int = 1, **changes) -> Alert:
    """The alert for a case in its present state."""
    usd = one.usd or Decimal(0)
    loud = Severity.CRITICAL if usd >= 10**9 else Severity.HIGH if usd >= 10**8 else Severity.LOW
    return Alert(
        id=f"alert-{one.id}-{sequence}",
        type=how,
        case=one.id,
        sequence=sequence,
        kind=one.kind,
        severity=loud,
        group=one.group,
        company=one.company,
        amount=one.amount,
        currency=one.currency,
        usd=one.usd,
        eur=one.eur,
        stage=one.stage,
        bucket=one.bucket,
        party=one.party,
        authority=one.authority,
        jurisdiction=one.jurisdiction,
        date=one.date,
        confidence=one.confidence,
        reason="first report of the event",
        changes=changes,
        evidence=one.sources[:5],
        at=one.last_reported,
    )


def _totals(cases: Iterable[Case]) -> dict[Kind, KindTotals]:
    sums: dict[tuple[Kind, Bucket], Total] = {}
    for one in cases:
        old = sums.get((one.kind, one.bucket), Total())
        sums[one.kind, one.bucket] = Total(
            count=old.count + 1, usd=old.usd + (one.usd or 0), eur=old.eur + (one.eur or 0)
        )
    return {
        kind: KindTotals(**{b.value: sums.get((kind, b), Total()) for b in Bucket})
        for kind in Kind
        if any(k is kind for k, _ in sums)
    }


def _split(cases, key):
    parts = {key(one) for one in cases}
    return {p: _totals([one for one in cases if key(one) == p]) for p in sorted(parts, key=str)}


class World:
    """Cases on a log, with everything that follows from them."""

    def __init__(self, log: Log, topics: Topics | None = None) -> None:
        self.log = log
        self.topics = topics or Topics()
        self.cases: dict[str, Case] = {}
        log.ensure(self.topics.all())

    def tell(self, *cases: Case, alerts: bool = True, sequence: int = 1) -> None:
        """Append the cases, their mentions, the tallies of their groups and their alerts."""
        self.cases |= {one.id: one for one in cases}
        self.log.append([self._message(self.topics.cases.name, one.id, one) for one in cases])
        placed = [p for one in cases for p in placements(one)]
        name = self.topics.placements.name
        self.log.append([self._message(name, p.mention.id, p) for p in placed])
        groups = sorted({one.group for one in cases})
        counted = [tally(group, self.cases.values()) for group in groups]
        self.log.append(
            [self._message(self.topics.tallies.name, group_key(t.group), t) for t in counted]
        )
        if alerts:
            self.alert(*(alert(one, sequence=sequence) for one in cases))

    def alert(self, *alerts: Alert) -> None:
        """Append alerts."""
        self.log.append(
            [
                self._message(self.topics.alerts(one.kind).name, group_key(one.group), one)
                for one in alerts
            ]
        )

    def change(self, name: str, **fields) -> Case:
        """A later state of a case, told with an `updated` alert."""
        old = self.cases[name]
        changes = {k: (str(getattr(old, k)), str(v)) for k, v in fields.items()}
        step = Change(what="updated", cause=old.sources[-1].item, at=old.date, fields=changes)
        new = replace(old, **fields, history=(*old.history, step), sequence=old.sequence + 1)
        self.tell(new, alerts=False)
        self.alert(alert(new, how=AlertType.UPDATED, sequence=new.sequence, **changes))
        return new

    @staticmethod
    def _message(topic: str, key: str, record: Versioned) -> Message:
        return Message(topic=topic, key=key.encode(), value=encode(record))


def story() -> list[Case]:
    """Events people know, the subsidiaries and the link from a settlement to its lawsuit too."""
    return [
        case(
            "c-musically", Kind.FINE, "ByteDance", amount="5700000", stage=Stage.PAID,
            day="2019-02-27", company="Musical.ly", party="Federal Trade Commission",
            jurisdiction="US", quotes=(
                ("Video app pays record sum over children's data",
                 "Musical.ly will pay $5.7 million after collecting data of children under 13."),
                ("FTC closes its case against Musical.ly",
                 "The penalty of $5.7 million was the largest under the children's privacy rule."),
            ),
        ),
        case(
            "c-korea", Kind.FINE, "ByteDance", amount="160000", currency="EUR", day="2020-07-15",
            company="TikTok", party="Korea Communications Commission", jurisdiction="KR", quotes=(
                ("Seoul penalises TikTok",
                 "The commission fined TikTok about €160,000 for mishandling data of minors."),
            ),
        ),
        case(
            "c-illinois-suit", Kind.LAWSUIT, "ByteDance", stage=Stage.SETTLED, day="2020-04-30",
            company="TikTok", party="class of users in Illinois", jurisdiction="US", quotes=(
                ("Users in Illinois take TikTok to court",
                 "The complaint says the app stored scans of users' faces without consent."),
            ), links=(Link(relation=Relation.SETTLED_BY, case="c-illinois"),),
        ),
        case(
            "c-illinois", Kind.SETTLEMENT, "ByteDance", amount="92000000", stage=Stage.AGREED,
            day="2021-02-25", company="TikTok", party="class of users in Illinois",
            jurisdiction="US", quotes=(
                ("TikTok owner settles privacy claims",
                 "ByteDance agreed to pay $92 million to end the biometric privacy claims."),
                ("$92 million to end suits over face scans",
                 "Under the agreement, which a judge must approve, users share $92 million."),
            ), links=(Link(relation=Relation.SETTLES, case="c-illinois-suit"),),
        ),
        case(
            "c-consumers", Kind.LAWSUIT, "ByteDance", amount="1500000000", currency="EUR",
            stage=Stage.SOUGHT, day="2021-06-02", company="TikTok", party="Consumentenbond",
            jurisdiction="NL", quotes=(
                ("Consumers' union claims €1.5 billion from TikTok",
                 "The claim for damages comes to 1.5 billion euro, the union said."),
            ),
        ),
        case(
            "c-cnil", Kind.FINE, "Google", amount="50000000", currency="EUR", day="2019-01-21",
            party="CNIL", jurisdiction="FR", quotes=(
                ("France fines Google under the new privacy law",
                 "The CNIL imposed a penalty of 50 million euros on Google for lack of consent."),
            ),
        ),
        case(
            "c-android", Kind.FINE, "Google", amount="4125000000", currency="EUR",
            day="2018-07-18", party="European Commission", jurisdiction="EU", quotes=(
                ("Android penalty cut to €4.1 billion",
                 "The General Court lowered the sum from €4.34 billion to €4.125 billion."),
            ),
        ),
        case(
            "c-zoom", Kind.SETTLEMENT, "Zoom", amount="85000000", day="2021-07-31",
            stage=Stage.PROPOSED, party="class of users", jurisdiction="US", quotes=(
                ("Zoom offers $85 million over privacy claims",
                 "Zoom would pay $85 million and tighten its security, the filing says."),
            ),
        ),
        case(
            "c-facebook", Kind.FINE, "Meta", amount="5000000000", day="2019-07-24",
            company="Facebook", party="Federal Trade Commission", jurisdiction="US",
            stage=Stage.APPROVED, quotes=(
                ("Facebook to pay $5 billion",
                 "The $5 billion penalty is the largest ever imposed for a privacy violation."),
            ),
        ),
        case(
            "c-whatsapp", Kind.FINE, "Meta", amount="225000000", currency="EUR", day="2021-09-02",
            company="WhatsApp", party="Data Protection Commission", jurisdiction="IE", quotes=(
                ("Ireland fines WhatsApp",
                 "The commission fined WhatsApp €225 million for its lack of transparency."),
            ),
        ),
        case(
            "c-antitrust", Kind.LAWSUIT, "Meta", stage=Stage.DISMISSED, day="2020-12-09",
            company="Facebook", party="Attorneys general of 48 states", jurisdiction="US",
            ambiguous=True, quotes=(
                ("Judge throws out the states' case against Facebook",
                 "The court dismissed the complaint because the states had waited too long."),
            ),
        ),
        case(
            "c-amazon", Kind.FINE, "Amazon", amount="746000000", currency="EUR", day="2021-07-16",
            party="CNPD", jurisdiction="LU", quotes=(
                ("Luxembourg fines Amazon €746 million",
                 "The watchdog found that Amazon's advertising did not rest on free consent."),
            ),
        ),
    ]  # fmt: skip


def hostile() -> Case:
    """A case whose texts try to run code in a browser and a formula in a spreadsheet."""
    attack = "<img src=x onerror=\"document.title='owned'\"><script>alert(1)</script>"
    return case(
        "c-hostile", Kind.FINE, '=HYPERLINK("http://evil.example")</title><b>Acme', amount="7",
        day="2021-05-05", party="<svg onload=alert(2)>", url="javascript:alert(3)//",
        quotes=((attack, f"They were fined $7 {attack} at once."),),
    )  # fmt: skip


def big(count: int, *, seed: int = 7, today: dt.date = dt.date(2021, 12, 1)) -> Iterator[Case]:
    """Cases of `count` invented companies, one to five each, some with large sums."""
    rng = random.Random(seed)
    stages = [
        Stage.IMPOSED,
        Stage.PAID,
        Stage.SOUGHT,
        Stage.PROPOSED,
        Stage.AGREED,
        Stage.DISMISSED,
    ]
    places = [("US", "Securities and Exchange Commission"), ("GB", "Financial Conduct Authority"),
              ("DE", "BaFin"), ("FR", "CNIL"), ("EU", "European Commission")]  # fmt: skip
    first = (
        "Alder",
        "Birch",
        "Cedar",
        "Delta",
        "Ember",
        "Fjord",
        "Grove",
        "Harbor",
        "Iris",
        "Juno",
    )
    second = ("Bank", "Energy", "Foods", "Health", "Labs", "Motors", "Networks", "Retail", "Steel")
    for n in range(count):
        group = f"{rng.choice(first)} {rng.choice(second)} {n}"
        for m in range(rng.choice((1, 1, 1, 2, 2, 3, 5))):
            place, party = rng.choice(places)
            day = today - dt.timedelta(days=rng.randrange(3000))
            yield case(
                f"b-{n}-{m}", rng.choice(list(Kind)), group,
                amount=str(int(rng.lognormvariate(15, 2.2))), stage=rng.choice(stages),
                day=day.isoformat(), party=party, jurisdiction=place,
            )  # fmt: skip
