"""Parties that a sentence tells without a name: "Polish watchdog", "drivers", "a 12-year-old girl".

In: the sentence and the kind. Out: their words, None where there is none. For headlines above all:
a later report that names the regulator meets them by their place and sort. English only.
"""

import re

from schemas.words import Kind

_PERSON_LIST = (
    "activist actor actress administrator artist athlete author banker bondholder borrower boss "
    "bottler boy broker buyer campaigner child claimant client co-founder competitor composer "
    "consumer contractor courier creditor customer cyclist daughter dealer depositor detainee "
    "director distributor doctor driver employee ex-employee ex-partner executive fan farmer "
    "father firefighter fisherman founder franchisee friend gamer girl grandmother grower guard "
    "guest heir holder homeowner householder husband inmate insurer investor laborer labourer "
    "landlord landowner liquidator man manager member merchant migrant miner mother motorcyclist "
    "motorist musician neighbor neighbour noteholder nurse officer owner parent parishioner "
    "passenger patient pensioner photographer picker pilot plaintiff player police policeman "
    "prisoner producer professor publisher pupil purchaser relative renter resident retiree rider "
    "rival runner saver scientist scout shareholder shopper singer slave smoker soldier son "
    "staffer stockholder student subscriber supplier survivor taxpayer teacher teen teenager "
    "tenant trader traveler traveller trustee unitholder user vendor veteran victim villager "
    "whistle-blower whistleblower wholesaler widow widower wife woman worker writer"
)
_MANY_LIST = (
    "children couple families family fishermen governments groups insurers men people policemen "
    "staff states tribe tribes union unions women"
)
_OFFICE_LIST = (
    "authorities authority body commission commissioner council customs government governments "
    "ministry officials ombudsman police port prosecutor prosecutors regulator regulators states "
    "watchdog watchdogs"
)
# They fine; suits are only heard there.
_BENCH_LIST = "agencies agency bank court inspectors judge magistrates office tribunal"
_OF_WHOM = (
    "antitrust asbestos black blind car cartel central competition consumer crown data dead "
    "disabled district elderly federal female financial flood forced foreign former gay hospital "
    "indigenous injured jailed labour late local migrant minority music opioid privacy public "
    "retail retired several sick state tax transport two three four five six seven eight nine ten "
    "unpaid wildfire young"
)


def _any_of(words: str) -> str:
    """A pattern for one of `words`, in small letters or with a capital."""
    ordered = sorted(words.split(), key=len, reverse=True)
    return "|".join(f"[{word[0]}{word[0].upper()}]{re.escape(word[1:])}" for word in ordered)


_MODIFIER = (
    rf"(?:[A-Z][\w.’'-]*(?: and [A-Z][\w.]*)?|\d[\d,]*|\d+-year-old|ex-\w+|{_any_of(_OF_WHOM)})"
)
_LEAD = rf"(?:{_MODIFIER} ){{0,3}}"
_OFFICE = rf"(?:{_any_of(_OFFICE_LIST)})"
_FINING = rf"(?:{_any_of(_OFFICE_LIST)}|{_any_of(_BENCH_LIST)})"
_PERSON = rf"(?:{_any_of(_PERSON_LIST)})(?! (?:protection|fraud|credit|finance|compensation))"
_PEOPLE = rf"(?:(?:{_any_of(_MANY_LIST)})|{_PERSON}s?|[Bb]od(?:y|ies)|[Gg]roup)"
_SOMEBODY = rf"{_LEAD}(?:{_PEOPLE}|{_OFFICE})\b"
_THE = r"(?:the |an? |its |his |her |their |some |more |dozens of |hundreds of |thousands of )?"

# "brought by a 12-year-old girl": a claimant without a name is still the claimant.
_SURE = re.compile(
    r"\b(?:brought|taken|filed|launched|lodged|started) (?:last \w+ |in \w+ )?by "
    r"(?:an? |two |three |several |some )(?P<girl>(?:[\w-]+ ){0,3}?(?:girl|boy|child|man|woman|"
    r"mother|father|parent|teenager|user|customer|consumer|driver|worker|employee|investor|"
    r"shareholder|patient|student)s?)\b"
)
# "... fine over taxi law: police", "... must pay 2 million, the ministry said"
_SAYS = (
    rf"(?:: (?P<a>{_LEAD}{_FINING})|"
    rf", (?:the )?(?P<b>{_LEAD}{_FINING}) (?:said|says|rule[sd]))\W*$"
)
_FINES = (
    r"(?:fin(?:es?|ed|ing)|penali[sz]|impos|slap|hit|levi|seek|propos|threaten|order|dock|sanction|"
    r"call|want|recommend|ask|announc|reprimand)"
)
_SUES = (
    r"(?:su(?:es?|ed|ing)\b|fil(?:es?|ed|ing)\b|lodg|launch|accus|bring|brought|seek|"
    r"tak(?:es?|ing) |alleg|challeng|demand|go(?:es)? after|win(?:s|ning)?\b|won\b|"
    r"los(?:es?|t|ing)\b|drops?\b|beats?\b|claim(?:s|ed)\b|can|get(?:s)?\b)"
)
_ACTION = (
    r"(?:class[- ]actions?|(?:law)?suits?|cases?|claims?|complaints?|challenges?|litigation|trial|"
    r"(?:legal )?(?:action|fight|battle|row)|verdict|damages|award|appeal)\b"
)
_BROUGHT = (
    r"(?:sued|(?:law)?suits?|actions?|cases?|claims?|complaints?|challenges?|petitions?|litigation|"
    r"accused|brought|filed|launched|taken|dragged|demands?|calls?)"
)
_PAYS = (
    r"(?:pay(?:s|ing)?|paid|award(?:s|ed|ing)?|compensat(?:e|es|ed|ing)|repay|reimburse|owes?|"
    r"refund|liable|side[sd]?|rule[sd]?|found|settle[sd]?|settling|settlement|deal|agreement|"
    r"dispute|fight|battle|trial|row)"
)
_PATTERNS = {
    Kind.FINE: (
        rf"\b(?P<who>{_LEAD}{_FINING})(?= (?:\w+ ){{0,2}}{_FINES}\w*)",
        rf"\b(?:by|from|with) {_THE}(?P<who>{_LEAD}{_FINING})\b",
        _SAYS,
    ),
    Kind.LAWSUIT: (
        rf"\b(?:{_BROUGHT} (?:[^\s.;]+ ){{0,4}}?(?:by|from)|on behalf of) {_THE}"
        rf"(?P<who>{_SOMEBODY})(?!['’])",
        rf"\b(?P<who>{_SOMEBODY})(?= (?:\w+ ){{0,2}}{_SUES})",
        rf"\b(?P<who>{_LEAD}{_PEOPLE})(?:['’]s?)? (?:[\w-]+ ){{0,3}}?{_ACTION}",
        rf"\b{_PAYS} (?:(?:[^.;:]|\.\d){{0,40}}?\b(?:to|with|for|against) )?{_THE}"
        rf"(?P<who>{_LEAD}{_PEOPLE})\b",
    ),
    Kind.SETTLEMENT: (
        rf"\b(?P<who>{_LEAD}{_OFFICE})(?= (?:\w+ ){{0,2}}(?:approv|accept|announc|reach|sign)\w*)",
        rf"\b(?:with|by) {_THE}(?P<who>{_SOMEBODY})",
        _SAYS,
        rf"\b(?P<who>{_LEAD}{_PEOPLE})(?:['’]s?)? (?:[\w-]+ ){{0,3}}?{_ACTION}",
        rf"\b{_PAYS} (?:(?:[^.;:]|\.\d){{0,40}}?\b(?:to|for) )?{_THE}(?P<who>{_LEAD}{_PEOPLE})\b",
    ),
}
_COMPILED = {kind: tuple(map(re.compile, patterns)) for kind, patterns in _PATTERNS.items()}


def claimant(sentence: str) -> str | None:
    """A person or group that "brought" or "filed" it, surely the claimant of a lawsuit."""
    found = _SURE.search(sentence)
    return found["girl"] if found else None


def somebody(sentence: str, kind: Kind) -> str | None:
    """Whoever stands where the other side of a fine, lawsuit or settlement stands."""
    for pattern in _COMPILED[kind]:
        found = pattern.search(sentence)
        if found:
            return next(str(who) for who in found.groups() if who)
    return None
