"""Words -> the jurisdictions they name, as ISO 3166 codes ("US", "US-CA", "GB", "EU").

In: any short text or a jurisdiction as a reader gives it. Out: codes. Only names and adjectives of
places that fine and sue companies often; an unknown place is simply no evidence.
"""

import re
from functools import cache

# code: names and adjectives, lower case, several words allowed
_COUNTRIES = """
US: united states, u.s., us, usa, american, america, washington, federal trade commission
GB: united kingdom, uk, u.k., britain, british, england, english, london, scotland, scottish
EU: european union, eu, e.u., european commission, brussels, europe, european
DE: germany, german
FR: france, french, paris
IT: italy, italian
ES: spain, spanish
PT: portugal, portuguese
NL: netherlands, dutch, the hague
BE: belgium, belgian
LU: luxembourg
IE: ireland, irish, dublin
AT: austria, austrian
CH: switzerland, swiss, geneva, zurich
SE: sweden, swedish
NO: norway, norwegian
DK: denmark, danish
FI: finland, finnish
IS: iceland, icelandic
PL: poland, polish
CZ: czech republic, czech
SK: slovakia, slovak
HU: hungary, hungarian
RO: romania, romanian
BG: bulgaria, bulgarian
GR: greece, greek
CY: cyprus, cypriot
MT: malta, maltese
HR: croatia, croatian
SI: slovenia, slovenian
RS: serbia, serbian
EE: estonia, estonian
LV: latvia, latvian
LT: lithuania, lithuanian
RU: russia, russian, moscow
UA: ukraine, ukrainian
TR: turkey, turkish
IL: israel, israeli
SA: saudi arabia, saudi
AE: united arab emirates, dubai, abu dhabi
EG: egypt, egyptian
ZA: south africa, south african
NG: nigeria, nigerian
KE: kenya, kenyan
IN: india, indian
PK: pakistan, pakistani
BD: bangladesh
CN: china, chinese, beijing
HK: hong kong
TW: taiwan, taiwanese
JP: japan, japanese, tokyo
KR: south korea, south korean, korea, korean, seoul
SG: singapore
MY: malaysia, malaysian
ID: indonesia, indonesian
TH: thailand, thai
VN: vietnam, vietnamese
PH: philippines, philippine
AU: australia, australian
NZ: new zealand
CA: canada, canadian
MX: mexico, mexican
BR: brazil, brazilian
AR: argentina, argentine
CL: chile, chilean
CO: colombia, colombian
PE: peru, peruvian
VE: venezuela, venezuelan
"""
_STATES = """
AL: alabama
AK: alaska
AZ: arizona
AR: arkansas
CA: california, los angeles, san francisco
CO: colorado
CT: connecticut
DE: delaware
FL: florida, miami
GA: georgia
HI: hawaii
ID: idaho
IL: illinois, chicago
IN: indiana
IA: iowa
KS: kansas
KY: kentucky
LA: louisiana
ME: maine
MD: maryland
MA: massachusetts, boston
MI: michigan, detroit
MN: minnesota
MS: mississippi
MO: missouri
MT: montana
NE: nebraska
NV: nevada
NH: new hampshire
NJ: new jersey
NM: new mexico
NY: new york, new york city
NC: north carolina
ND: north dakota
OH: ohio
OK: oklahoma
OR: oregon
PA: pennsylvania, philadelphia
RI: rhode island
SC: south carolina
SD: south dakota
TN: tennessee
TX: texas
UT: utah
VT: vermont
VA: virginia
WA: washington state
WV: west virginia
WI: wisconsin
"""
# Written in capitals these are places; in small letters, words.
_CAPITALS = {"US": "US", "UK": "GB", "EU": "EU", "NY": "US-NY", "LA": "US-CA"}
_ONLY_CAPITALS = frozenset({"us"})
# Authorities that people name by their letters alone, by the place they act for.
_LETTERS = """
US: SEC FTC DOJ CFPB CFTC FINRA OCC EPA FDA FCC FAA NHTSA OSHA EEOC FDIC FERC OFAC IRS NLRB FHFA
GB: FCA ICO CMA FRC PRA OFCOM OFGEM OFWAT SFO HMRC HSE
DE: BAFIN
FR: CNIL AMF DGCCRF
IT: AGCM CONSOB
IE: DPC
ES: AEPD CNMC
NL: AFM ACM
IN: SEBI RBI CCI
AU: ACCC ASIC APRA AUSTRAC
KR: KFTC
SG: MAS
HK: SFC HKMA
CN: SAMR
CA: OSC
JP: JFTC
"""
_CAPITAL_RUN = re.compile(r"\b[A-Z]{2,7}\b")
_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


@cache
def _names() -> dict[str, str]:
    names = {}
    for block, prefix in ((_COUNTRIES, ""), (_STATES, "US-")):
        for line in block.strip().splitlines():
            code, _, listed = line.partition(": ")
            names.update(dict.fromkeys(listed.split(", "), prefix + code))
    return names


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_names().keys() - _ONLY_CAPITALS, key=len, reverse=True)
    words = "|".join(re.escape(name) for name in longest_first)
    return re.compile(rf"(?<![\w.])(?:{words})(?!\w)", re.IGNORECASE)


def places(text: str) -> frozenset[str]:
    """The codes of all places named in `text`."""
    found = {_names()[hit.group().casefold()] for hit in _pattern().finditer(text)}
    letters = _CAPITAL_RUN.findall(text)
    found.update(_letters()[word] for word in letters if word in _letters())
    return frozenset(found)


@cache
def _letters() -> dict[str, str]:
    found = dict(_CAPITALS)
    for line in _LETTERS.strip().splitlines():
        code, _, listed = line.partition(": ")
        found.update(dict.fromkeys(listed.split(), code))
    return found


@cache
def place_words() -> frozenset[str]:
    """Every single word of the names above, lower case: no matter is told apart by them."""
    return frozenset(word for name in _names() for word in re.findall(r"[a-z]+", name))


def code(jurisdiction: str | None) -> str | None:
    """A jurisdiction as a code: "South Korea" -> "KR", "US" -> "US"; unknown ones as they are."""
    if not jurisdiction:
        return None
    if _CODE.fullmatch(jurisdiction):
        return "GB" if jurisdiction == "UK" else jurisdiction
    found = places(jurisdiction)
    return next(iter(found)) if len(found) == 1 else jurisdiction


def apart(ones: frozenset[str], others: frozenset[str]) -> bool:
    """Whether both name places and none of one lies in, or holds, one of the other.

    Where a state is named, its country says no more: California and Texas are apart, "US" or not.
    """
    mine, theirs = _finest(ones), _finest(others)
    return bool(mine and theirs) and not any(_touch(a, b) for a in mine for b in theirs)


def _finest(codes: frozenset[str]) -> set[str]:
    return {one for one in codes if not any(other.startswith(one + "-") for other in codes)}


def _touch(one: str, other: str) -> bool:
    return one == other or one.startswith(other + "-") or other.startswith(one + "-")
