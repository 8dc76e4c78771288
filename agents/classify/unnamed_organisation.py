"""Organisations told without a name: "oil companies", "an Ohio bank", "a Tesla supplier".

In: the words of a window. Out: candidate spans that end in a common noun for an organisation, each
with the few words before it (the model decides where it begins), and with the name behind "of"
("city of Lake City"); and for a text, whether it is such a description and no name. English only:
in the other languages a noun of this kind is a candidate where it is written like a name.
"""

import re
from collections.abc import Iterator, Sequence

from agents.classify.spans import NAMING, Placed, Shape, Span

_BEFORE = 5  # words and marks
_AFTER = 4  # words of the name behind "of"
_PUBLIC_LIST = (
    "agency authority board borough bureau church city club college commission council county "
    "department diocese district federation government hospital league ministry municipality "
    "office parish prefecture province regulator school state town township trust union university "
    "village watchdog"
)
_BUSINESS_LIST = (
    "accountant adviser advisor agent airline airport app association auctioneer auditor "
    "automaker baker bakery bank bookmaker bottler branch brewer brewery broker broker-dealer "
    "brokerage builder business cafe carmaker carrier casino caterer centre center chain charity "
    "chemist chipmaker cinema clinic collector company competitor concern conglomerate "
    "consortium consultancy contractor convent cooperative cruise dairy dealer dealership "
    "defendant developer diner distillery distributor drugmaker employer exchange exporter factory "
    "farm farmer firm foundation forge foundry franchisee fraternity fund funeral garage giant "
    "grocer group grower gym haulier home homebuilder hotel house housebuilder importer insurer "
    "institute institution investor jeweller landlord laboratory lab lender licensor major "
    "maker mall manager manufacturer marina meatpacker merchant mill miller mine miner museum "
    "network newspaper nursery operator organisation organization organiser organizer outlet "
    "owner packer parent partner partnership pharmacy plant platform port practice printer "
    "processor producer promoter property provider publisher pub railway recycler refiner refinery "
    "registrar reseller resort restaurant retailer rival sawmill seller service shipowner "
    "shipper shipyard shoemaker shop site sister slaughterhouse society spa stadium station "
    "steelmaker stockbroker store streamer studio subcontractor subsidiary supermarket "
    "supplier surgery syndicate theatre trader trustee truckmaker underwriter unit utility "
    "vendor venture website wholesaler winery yard zoo"
)
_BREAK_LIST = (
    "a an the this that these those and or but nor of in on at to for from by with without over "
    "after before as against into about between under is are was were be been being has have had "
    "do does did will would may might can could should must not no it its their his her our your "
    "my he she they we you who which whose what when where why how if than then says said say "
    "sue sues sued suing fine fines fined fining settle settles settled charge charges charged "
    "hit hits slap slaps slapped order orders ordered pay pays paid face faces faced take takes "
    "took win wins won lose loses lost accuse accuses accused find finds found tell tells told "
    "make makes made seek seeks sought ask asks asked file files filed claim claims claimed "
    "allege alleges alleged penalise penalises penalised penalize penalizes penalized "
    "ban bans banned block blocks blocked drag drags dragged target targets targeted against "
    "reach reaches reached agree agrees agreed appeal appeals appealed some any all each every "
    "both more most many several other another such same also just only even still now"
)
_PUBLIC, _BUSINESS = frozenset(_PUBLIC_LIST.split()), frozenset(_BUSINESS_LIST.split())
_BREAK = frozenset(_BREAK_LIST.split())
_GENERAL_LIST = (
    "big major leading top local foreign former ex small online private public giant national "
    "state-owned family global regional rural urban new old other"
)
_GENERAL = frozenset(_GENERAL_LIST.split())
_COMPOUND = re.compile(
    r"\w{3,}(?:hersteller|konzerne?|händler|versicherer|betreiber|anbieter|unternehmen|verband|"
    r"produzent(?:en)?|riesen?|ketten?|bauer|maker|makers|bedrijf|bedrijven|producent|aanbieder|"
    r"keten|verzekeraar)"
)
_NUMBER = re.compile(
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|scores|hundreds)$",
    re.IGNORECASE,
)


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


_PLURALS = frozenset(map(_plural, _PUBLIC | _BUSINESS))
_NOUNS = _PUBLIC | _BUSINESS | _PLURALS


def unnamed_spans(words: Sequence[Placed], texts: Sequence[str]) -> Iterator[Span]:
    """Candidate spans over such descriptions, in order of their noun."""
    for at, word in enumerate(words):
        if word.shape is Shape.LOWER and texts[at] in _NOUNS and not _goes_on(words, texts, at):
            first = at
            while at - first < _BEFORE and first > 0 and _joins(words, texts, first - 1):
                first -= 1
            if texts[at] in _BUSINESS and _refers(words, texts, first):
                continue
            starts = [s for s in range(first, at + 1) if words[s].shape is not Shape.MARK]
            ends = [at, *_named_after(words, texts, at)]
            yield from ((start, end) for start in starts for end in ends)


def is_unnamed(text: str) -> bool:
    """Whether `text` describes an organisation and does not name it.

    A noun in lower case or alone does ("Tesla supplier", "City"); of capitals, as in titles, only a
    plural with nothing but numbers and general words before it does ("Three Big Banks").
    """
    described, _, behind = text.partition(" of ")
    words = re.findall(r"[\w'’&-]+", described)
    if not words or behind[:1].isupper():
        return False
    noun = words[-1].lower()
    if words[-1].islower() or len(words) == 1:
        return noun in _NOUNS
    others = (w for w in words[:-1] if w.lower() not in _GENERAL and not _NUMBER.match(w))
    return noun in _PLURALS and not any(others)


def ends_in_noun(name: str) -> bool:
    """Whether a name ends in a word for an organisation, in any case.

    One word alone does if it is a German or Dutch compound ("Stahlhersteller").
    """
    words = name.casefold().split()
    if len(words) == 1:
        return _COMPOUND.fullmatch(words[0]) is not None
    return words[-1] in (_NOUNS | {"market", "brand"}) - {"partner", "partners"}


def _goes_on(words: Sequence[Placed], texts: Sequence[str], at: int) -> bool:
    """Whether the noun only stands before another one ("bank robbers", "company's chief")."""
    if at + 1 >= len(words) or words[at + 1].part != words[at].part:
        return False
    follows = words[at + 1]
    if texts[at + 1] in {"'", "’", "-"} and follows.start == words[at].end:
        return True
    return texts[at + 1] in _NOUNS


def _joins(words: Sequence[Placed], texts: Sequence[str], at: int) -> bool:
    word, after = words[at], words[at + 1]
    if word.part != after.part or word.shape is Shape.SUM:
        return False
    if word.shape is Shape.MARK:
        initial = texts[at] == "." and at > 0 and words[at - 1].shape is Shape.CAPITAL
        return texts[at] in {"-", "&", "'", "’"} or (initial and len(texts[at - 1]) == 1)
    return texts[at].lower() not in _BREAK


def _refers(words: Sequence[Placed], texts: Sequence[str], first: int) -> bool:
    """Whether it stands for somebody named elsewhere: "the company", "this bank"."""
    before = first - 1
    return (
        before >= 0
        and words[before].part == words[first].part
        and texts[before].lower() in {"the", "this", "that", "both"}
    )


def _named_after(words: Sequence[Placed], texts: Sequence[str], at: int) -> Iterator[int]:
    """Where a name behind "of" may end: "city of Lake City", "university of Ghent"."""
    if at + 1 >= len(words) or texts[at + 1] != "of":
        return
    for end in range(at + 2, min(at + 2 + _AFTER, len(words))):
        if words[end].part != words[at].part or words[end].shape not in NAMING:
            return
        yield end
