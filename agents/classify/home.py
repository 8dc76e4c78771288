"""What a plain "$" means in a text: a Canadian court fines in its own dollar.

Authorities write their own dollar. So do the papers and sites of its country, where the text
tells which it is; news agencies, and the American press, mean the US dollar unless they say
otherwise ("C$"), wherever they write from.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from agents.classify.money_names import at_home, currency_of
from agents.classify.places import find_places
from agents.classify.registry.companies import NameHit

Find = Callable[[str], Sequence[NameHit]]

US_DOLLAR = "USD"
_DOLLARS = {
    "AU": "AUD", "BB": "BBD", "BM": "BMD", "BN": "BND", "BS": "BSD", "BZ": "BZD", "CA": "CAD",
    "FJ": "FJD", "GY": "GYD", "HK": "HKD", "JM": "JMD", "KY": "KYD", "NA": "NAD", "NZ": "NZD",
    "SG": "SGD", "TT": "TTD", "TW": "TWD",
}  # fmt: skip
# "S$27m in all, the bank $5.8m": a text that names its dollar first leaves the name off later.
_FIRST = re.compile(r"(?<![A-Za-z])(?P<dollar>(?:AU?|CA?|NZ|SG?|HK|NT|TT|J|FJ)?\$) ?\d")
_CONVERTED = re.compile(r"\((?:about |around |some |roughly |nearly )?\$|US ?\$|\$ ?US")
# Seats of finance and their courts hear claims in US dollars: only their own offices count.
_OFFSHORE = {"BM", "BS", "BZ", "HK", "KY", "SG", "TW"}
_TOWNS = {
    "AU": re.compile(
        r"\b(?:Melbourne|Brisbane|Perth|Adelaide|Hobart|Canberra|Darwin|Queensland|NSW|"
        r"New South Wales|Tasmania|Aussie)\b"
    ),
    "CA": re.compile(
        r"\b(?:Vancouver|Montr[eé]al|Calgary|Edmonton|Winnipeg|Halifax|Manitoba|Saskatchewan|"
        r"Nova Scotia|New Brunswick|Newfoundland|Qu[eé]bec|Saskatoon|B\.C\.)(?!\w)"
    ),
    "NZ": re.compile(
        r"\b(?:NZ|Auckland|Wellington|Christchurch|Dunedin|Rotorua|Tauranga|Waikato|Otago|Kiwi)\b"
    ),
    "TT": re.compile(r"\b(?:Trinidad|Trinidadian|Port of Spain)\b"),
}
# Who converts into US dollars, or is American: as publisher or signed in the text.
_AGENCIES = re.compile(
    r"\b(?:Reuters|AP|AFP|Associated Press|Agence France-Presse|Bloomberg|Businessweek|"
    r"Dow Jones|CNBC|CNN|UPI|Wall Street Journal|WSJ|Financial Times|FT|New York Times|"
    r"Washington Post|USA TODAY|HuffPost|Huffington Post|Wired|Forbes|Fortune|Insider|Law360|"
    r"TechCrunch|The Verge|Ars Technica|Engadget|Xinhua|dpa|EFE)\b"
)
_AMERICAN = re.compile(r"\bU\.?S\.?(?:A\.)?(?!\w)(?! ?\$)|\bFederal Trade Commission\b")
# "the Canadian studio", "its Taiwanese rival": where a company comes from is not where it pays.
_COMPANY = re.compile(
    r"(?:['’]s)? (?:[\w-]+ ){0,2}?(?:firm|compan(?:y|ies)|maker|miner|lender|bank|parent|rival|"
    r"studio|owner|shipowner|unit|arm|group|giant|subsidiary|investors?|billionaire|businessman)\b"
    r"|-(?:based|listed|owned)\b"
)


def home_dollar(publisher: str | None, text: str, find: Find, lang: str = "en") -> str:
    """The ISO code that "$" stands for in `text`; the US dollar where nothing tells."""
    publisher = publisher or ""
    if _AGENCIES.search(publisher):  # before its letters: AFP is also the Australian police
        return US_DOLLAR
    for country in _offices(publisher, find):
        return _DOLLARS.get(country, US_DOLLAR)
    if _AGENCIES.search(text) or _AMERICAN.search(text):
        return US_DOLLAR
    if lang == "es":  # Santiago and Bogotá write their pesos with the same sign
        return at_home("pesos", US_DOLLAR, text)
    first = _FIRST.search(text)
    if first is None or first["dollar"] == "$":
        return _told_by_places(text, find) if first or "dollar" in text.lower() else US_DOLLAR
    return US_DOLLAR if _CONVERTED.search(text) else currency_of(first["dollar"]) or US_DOLLAR


def _told_by_places(text: str, find: Find) -> str:
    """The dollar of the one country whose offices or towns `text` names."""
    offices, towns = {*_offices(text, find)}, {*_towns(text)}
    homes = {*(offices & _DOLLARS.keys()), *(towns & _DOLLARS.keys() - _OFFSHORE)}
    if towns & homes:  # "WorkSafe" is an office of two countries, Auckland lies in one
        homes &= towns
    return _DOLLARS[homes.pop()] if len(homes) == 1 and "US" not in offices | towns else US_DOLLAR


def _offices(text: str, find: Find) -> Iterator[str]:
    """The countries of the authorities and courts that `text` names."""
    for hit in find(text):
        if hit.kind != "company":
            yield hit.country[:2]


def _towns(text: str) -> Iterator[str]:
    """The countries of the places in `text`, but not of those that only describe a company."""
    for _, end, country in find_places(text):
        if not _COMPANY.match(text, end):
            yield country
    for country, towns in _TOWNS.items():
        if towns.search(text):
            yield country
