"""Place names and demonyms -> ISO 3166 codes: "South Korea", "Dutch", "Calif.", "Brussels".

In: a text. Out: where a place is named in it, and its country ("EU" for the Union). Country names
come from Babel in six languages; demonyms, states and the seats of authorities are listed here.
"""

from collections.abc import Iterator
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind
from babel import Locale

_LANGUAGES = ("en", "de", "fr", "es", "it", "nl")
_SHORT = {
    "U.S.": "US", "US": "US", "USA": "US", "U.S.A.": "US", "America": "US", "American": "US",
    "Washington": "US", "UK": "GB", "U.K.": "GB", "Britain": "GB", "British": "GB", "England": "GB",
    "Scotland": "GB", "Wales": "GB", "Scottish": "GB", "Welsh": "GB", "English": "GB", "EU": "EU",
    "E.U.": "EU", "European Union": "EU", "Europe": "EU", "European": "EU", "Brussels": "EU",
    "Brüssel": "EU", "Bruxelles": "EU", "Bruselas": "EU", "Brussel": "EU", "UE": "EU",
    "Korea": "KR", "South Korea": "KR", "South Korean": "KR", "Korean": "KR", "Seoul": "KR",
    "Dutch": "NL", "Netherlands": "NL", "Holland": "NL", "German": "DE", "French": "FR",
    "Italian": "IT", "Spanish": "ES", "Irish": "IE", "Swiss": "CH", "Austrian": "AT",
    "Belgian": "BE", "Swedish": "SE", "Norwegian": "NO", "Danish": "DK", "Finnish": "FI",
    "Polish": "PL", "Czech": "CZ", "Hungarian": "HU", "Romanian": "RO", "Bulgarian": "BG",
    "Greek": "GR", "Portuguese": "PT", "Russian": "RU", "Russia": "RU", "Turkish": "TR",
    "Turkey": "TR", "Ukrainian": "UA", "Chinese": "CN", "China": "CN", "Beijing": "CN",
    "Japanese": "JP", "Tokyo": "JP", "Indian": "IN", "Delhi": "IN", "Australian": "AU",
    "Sydney": "AU", "Canadian": "CA", "Ontario": "CA", "Quebec": "CA", "Ottawa": "CA",
    "British Columbia": "CA", "Alberta": "CA", "Toronto": "CA", "Brazilian": "BR", "Mexican": "MX",
    "Israeli": "IL", "Nigerian": "NG", "South African": "ZA", "Taiwanese": "TW", "Taiwan": "TW",
    "Hong Kong": "HK", "Singaporean": "SG", "Indonesian": "ID", "Malaysian": "MY", "Thai": "TH",
    "Vietnamese": "VN", "Philippine": "PH", "Pakistani": "PK", "Iranian": "IR", "Iraqi": "IQ",
    "Saudi": "SA", "Argentine": "AR", "Chilean": "CL", "Colombian": "CO", "Peruvian": "PE",
    "Venezuelan": "VE", "Egyptian": "EG", "Kenyan": "KE", "London": "GB", "Paris": "FR",
    "Berlin": "DE", "Rome": "IT", "Madrid": "ES", "Dublin": "IE", "Moscow": "RU", "Geneva": "CH",
    "Zurich": "CH", "Milan": "IT", "Amsterdam": "NL", "Luxembourg": "LU", "Munich": "DE",
    "Frankfurt": "DE", "New York": "US", "Los Angeles": "US", "San Francisco": "US",
    "Manhattan": "US", "Brooklyn": "US", "Chicago": "US", "Boston": "US", "Houston": "US",
    "Calif.": "US", "Mass.": "US", "Conn.": "US", "Tex.": "US", "Fla.": "US", "Ill.": "US",
    "Mich.": "US", "N.Y.": "US", "N.J.": "US", "Silicon Valley": "US", "NY": "US", "LA": "US",
    "Philadelphia": "US", "Detroit": "US", "Seattle": "US", "Dallas": "US", "Miami": "US",
    "Atlanta": "US", "Denver": "US", "Delaware": "US", "Puerto Rico": "US", "California": "US",
}  # fmt: skip
_STATES = (
    "Alabama Alaska Arizona Arkansas Colorado Connecticut Florida Hawaii Idaho Illinois Indiana "
    "Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi "
    "Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon Pennsylvania Tennessee Texas Utah "
    "Vermont Virginia Wisconsin Wyoming"
)
_STATES_OF_TWO = (
    "New Hampshire,New Jersey,New Mexico,North Carolina,North Dakota,Rhode Island,"
    "South Carolina,South Dakota,West Virginia"
)


@cache
def _known() -> dict[str, str]:
    places: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if (
                len(code) == 2
                and code.isalpha()
                and code not in {"ZZ", "XA", "XB", "EZ", "UN", "QO"}
            ):
                places.setdefault(name, code)
    places.update(dict.fromkeys((*_STATES.split(), *_STATES_OF_TWO.split(",")), "US"))
    places.pop("Georgia", None)  # the state and the country alike
    return {**places, **_SHORT}


@cache
def _matcher() -> tuple[AhoCorasick, list[str]]:
    names = list(_known())
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), names


def find_places(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, ISO code) of every place that stands as whole words, longest first."""
    matcher, names = _matcher()
    for index, start, end in matcher.find_matches_as_indexes(text):
        before, after = text[start - 1 : start], text[end : end + 1]
        if not (before.isalnum() or after.isalnum()):
            yield start, end, _known()[names[index]]
