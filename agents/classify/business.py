"""Business that sounds like the law: a rescue deal, a product on trial, a strike.

The words of settlements and suits have other lives. In: the text of a window and a kind.
Such a text tells of no event of that kind where nothing in it speaks of the law.
"""

import re

from schemas.words import Kind

_LAW = re.compile(
    r"\b(?:settl|su(?:e[sd]?|ing|its?)\b|lawsuit|litigat|court|judge|jur(?:y|ors)\b|legal|lawyers?|"
    r"claim(?!ing)|alleg|accus|charge[sd]?\b|probe|investigat|disput|case\b|cases\b|plead|pleas?\b|"
    r"guilty|fine[sd]?\b|penal|sanction|regulator|watchdog|prosecut|attorney|SEC\b|FTC\b|CFTC\b|"
    r"FCA\b|DoJ\b|DOJ\b|EPA\b|justice|scandal|fraud|brib|corrupt|victim|compensat|damages|complain|"
    r"antitrust|cartel|price-fixing|patent|copyright|trademark|infring|violat|wrong|misconduct|"
    r"harass|discriminat|abus|opioid|emission|dieselgate|launder|mis-?s[eo]l|breach|spill|"
    r"injur|death|died|kill|cancer|recall|tribunal|arbitrat|verdict|ruling|injunct|libel|defam|"
    r"Clean (?:Air|Water) Act|restitution|refund|redress|whistleblow|insider|manipulat|overcharg|"
    r"discharg|pollut|underpa(?:y|id)|unpaid|owed|monopol|accord\b|inquir|class actions?|demand|"
    r"petition|foreclos|resolv|deceit|hatchet|feud|to end|trial\b(?=.{0,20}(?:over|against)))",
    re.IGNORECASE,
)
_NOT_AT_LAW = re.compile(  # words of the list above that say nothing of the law here
    r"\b(?:in any case|just in case|claims? (?:the )?victory|fine (?:wine|dining|art|print)|"
    r"(?:tak|book|record|post)(?:e|es|s|ed|ing)?\b.{0,25}\bcharges?\b(?! (?:for|over|to cover) "
    r"(?:litigation|legal|lawsuits?|fines?|settle|claims?))|in charge|charge of|"
    r"court(?:s|ing|ed)\b(?= (?:bid|buyer|investor))|free of charge)\b",
    re.IGNORECASE,
)
_BUSINESS = {
    Kind.SETTLEMENT: re.compile(
        r"\b(?:rescue|refinanc|financing|loan|debt|credit|delivery|supply|outsourc|licen[cs]|"
        r"distribution|sponsor|broadcast|media|streaming|marketing|trade|power|oil|chip|software|"
        r"cloud|advertising|property|housing|homes)\w* (?:\w+ )?(?:deal|agreement|package|contract)"
        r"s?\b|\b(?:takeover|acqui(?:re|res|red|sition)|mergers?|buy-?out|snaps? up|bid for|"
        r"(?:hostile )?approach from|joint venture|IPO|private equity|rights to (?:sell|make)|"
        r"market value|severance|pay (?:package|rise)|salary|refinancing|bail-?out|to build|"
        r"speech|deal to outsource|deal .{0,30}green light|restructuring|(?:store|plant) closures|"
        r"write-?downs?|impairments?)\b",
        re.IGNORECASE,
    ),
    Kind.LAWSUIT: re.compile(
        r"\b(?:strike|industrial|climate|affirmative) action\b|"
        r"\b(?:launch|hold|join|expand|extend)(?:es|s|ed|ing)?\b.{0,30}\btrials?\b|"
        r"\b(?:[\w-]+-free|clinical|product|pilot|store|drug|vaccine|late-stage|road|driverless) "
        r"trials?\b|\btrials? (?:of|for) (?:new|vegan|drones?|robots?|self|plastic|reusable|cash)|"
        r"\b(?:takeover|bidding|proxy|boardroom|AGM|ratings|price) (?:battle|fight|war)|"
        r"\bbattle for\b|\bbid battle|\bbefore AGM battle",
        re.IGNORECASE,
    ),
}


def is_business(kind: Kind, text: str) -> bool:
    """Whether `text`, all that a window says, is of business and nothing in it of the law."""
    if kind not in _BUSINESS or _BUSINESS[kind].search(text) is None:
        return False
    return _LAW.search(_NOT_AT_LAW.sub(" ", text)) is None
