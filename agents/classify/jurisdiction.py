"""Where an event happened: the ISO code of its authority's or court's country, "EU" for Brussels.

Asked in this order: "fined in Korea" itself; the authority the registry knows; the other party's
own words ("South Korean government"); the nearest place beside a court or an authority's word in
the sentence; and, weakly, a currency that only one country has.
"""

import re

from agents.classify.money import Money
from agents.classify.parties import Party
from agents.classify.places import find_places
from agents.classify.registry.companies import NameHit

_OFFICE = re.compile(
    r"\b(?:court|judge|jury|regulators?|authorit(?:y|ies)|watchdog|government|prosecutors?|"
    r"ministry|tribunal|attorney general|state|officials|antitrust|lawsuit|suit|class[- ]action|"
    r"fined|fines|sued)\b",
    re.IGNORECASE,
)
_ONE_COUNTRY = {
    "GBP": "GB", "KRW": "KR", "INR": "IN", "JPY": "JP", "AUD": "AU", "CAD": "CA", "CHF": "CH",
    "SEK": "SE", "NOK": "NO", "DKK": "DK", "PLN": "PL", "HUF": "HU", "CZK": "CZ", "RON": "RO",
    "BRL": "BR", "ZAR": "ZA", "TRY": "TR", "RUB": "RU", "CNY": "CN", "NGN": "NG", "KES": "KE",
    "ILS": "IL", "NZD": "NZ", "SGD": "SG", "HKD": "HK", "MYR": "MY", "IDR": "ID", "THB": "TH",
}  # fmt: skip
_TOLD = re.compile(
    r"\b(?:fined|sued|sanctioned|penali[sz]ed|settled|guilty|charged|convicted|indicted) "
    r"(?:in|by) (?:the )?$",
    re.IGNORECASE,
)
_NEAR = 40  # characters between a place and the office it belongs to
# What it was over lies elsewhere as often as not: "sued over illness at an Egyptian hotel".
_CAUSE = re.compile(
    r"\b(?:over|for|after|following|because|alleging|claiming|about|involving|wegen|nach|pour|por|"
    r"tras|dopo|voor)\b",
    re.IGNORECASE,
)


def jurisdiction_of(sentence: str, party: Party | None, money: Money | None) -> str | None:
    """The ISO 3166-1 code (or "EU"), None where nothing tells."""
    for start, _, country in find_places(sentence):
        if _TOLD.search(sentence[:start]):
            return country
    if party is not None:
        if party.known is not None and party.known.country and not _is_namesake(party.known, money):
            return party.known.country
        for _, _, country in find_places(party.name):
            return country
    offices = [match.span() for match in _OFFICE.finditer(sentence)]
    for start, end, country in find_places(sentence):
        if any(_beside(sentence, (start, end), office) for office in offices):
            return country
    return _ONE_COUNTRY.get(money.currency) if money else None


def _is_namesake(office: NameHit, money: Money | None) -> bool:
    """Whether an office whose name several countries use fines in another country's money."""
    home = _ONE_COUNTRY.get(money.currency) if money else None
    return office.ambiguous and home is not None and home != office.country[:2]


def _beside(sentence: str, place: tuple[int, int], office: tuple[int, int]) -> bool:
    """Whether place and office stand together, with no cause between them."""
    between = sentence[min(place[1], office[1]) : max(place[0], office[0])]
    return len(between) < _NEAR and _CAUSE.search(between) is None
