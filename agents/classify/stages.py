"""Words that settle how final an event is, where the network's own view is not sure.

In: the sentence, the kind and the respondent as written, for who wins and who loses decides it.
Out: the stage the words hint at, or None. The hint weighs in as a factor on the network's shares;
it does not overrule a sure one. In the patterns @ stands for the respondent.
"""

import re
from collections.abc import Mapping

from schemas.words import Kind, Stage

FACTOR, SURE_FACTOR = 10.0, 100.0
_UNSURE = r"\b(?:could|may|might|would|threaten\w*|consider\w*|mull\w*|weigh\w*|plan\w* to|vow\w*|"
_SUIT = (
    r"(?:(?:law)?suit|case|trial|appeal|ruling|battle|fight|verdict|court|procès|prozess|zaak|"
    r"juicio|causa)"
)
_BENCH = r"(?:jur(?:y|ies|ors)|judges?|justices|court|tribunal|panel|bench|circuit)"
_LAWSUIT = (
    (
        Stage.SOUGHT,  # what is let go on is neither won nor lost
        r"(?:refus|declin|den(?:y|ies|ied)|won[’']t|will not|not|fail|los(?:es?|t)|beats?)\w*\b"
        r".{0,40}\b(?:to (?:dismiss|toss|throw out|strike out|end|escape)|dismissal|thrown out|"
        r"summary judge?ment)\b|"
        r"\b(?:dismiss|reject|refus|den|spurn|rebuff)\w*\b.{0,60}\b(?:bid|request|motion|effort|attempt|"
        r"plea|move)s?\b.{0,30}\bto (?:dismiss|toss|throw|end|escape|halt|block|avoid|have)\b|"
        r"\b(?:reviv|reinstat|resurrect)(?:es|ed|s)\b.{0,40}(?:suit|case|claims?|action)|"
        r"\bgreen light|\b(?:suit|case|claims?|action|trial) (?:\w+ ){0,4}(?:to|can|may|will|must) "
        r"(?:go ahead|proceed|be heard|go on)\b|"
        r"\b(?:can|must|may|to|should|let|lets) .{0,30}\b(?:proceed|go ahead|go to trial|press on|"
        r"face (?:trial|suit|lawsuit|claims?))\b|\bclass (?:action )?status\b|\bretrial\b",
    ),
    (
        Stage.IMPOSED,  # what is cut still stands
        r"\b(?:cuts?|slash(?:es|ed)|reduc(?:es|ed)|trim(?:s|med)|halv(?:es|ed)|lower(?:s|ed)|"
        r"shav(?:es|ed))\b.{0,60}\b(?:verdict|award|judge?ment|damages|payout)|"
        r"\b(?:verdict|award|judge?ment|damages|payout)\b.{0,40}\b(?:cut|slashed|reduced|trimmed|"
        r"halved|lowered) (?:to|by|from)\b",
    ),
    (
        Stage.OVERTURNED,
        r"(?<!to )overturn|(?:wip(?:es|ed) out|scrap(?:s|ped)|quash(?:es|ed)|sets? aside) .{0,40}"
        r"(?:verdict|award|judge?ment|damages)|orders? (?:a )?new trial|revers(?:es|ed)|"
        r"(?<!to )throws? out \S+ ?(?:verdict|award)|"
        r"vacat(?:es|ed)|str(?:ikes|uck) down .{0,20}(?:ruling|verdict|award|judgment)|"
        r"@.{0,20} wins? (?:a )?(?:new trial|reversal)|\bnew trial in\b|"
        r"(?:verdict|award|judge?ment|damages)\b.{0,60}\bset aside|"
        r"\b(?:court|judges?|justices)\b.{0,20}\blift(?:s|ed) .{0,30}(?:order|injunction|ban)\b",
    ),
    (
        Stage.DISMISSED,
        rf"\b{_BENCH}\b.{{0,30}}\b(?:sid(?:es?|ed) with|clear(?:s|ed)|back(?:s|ed)|favou?r(?:s|ed)|"
        r"(?:rul|f(?:i|ou)nd)(?:es|ed|s)? for) (?:the )?@|"
        r"\b(?:verdict|ruling|judge?ment|win|victory) for (?:the )?@|"
        r"@.{0,30}\b(?:off (?:the )?hook|is cleared|cleared|acquitted|not liable)\b|"
        r"\b(?:los(?:es?|t)|fail(?:s|ed)?)\b.{0,50}\b(?:against|to|v\.?|versus) (?:the )?@|"
        r"\b(?:drop(?:s|ped)?|withdr[ae]ws?)\b.{0,40}\b(?:claims?|case|suit|action)s?"
        r" (?:against|on) .{0,20}@|"
        rf"@(?: \w+){{0,2}} (?:beats?|defeats?|wins?|won|prevails?|gewinnt|batte|gana|gagne|wint)\b"
        rf".{{0,40}}\b{_SUIT}|"
        r"(?<!@ )(?<!unfairly )dismiss(?:es|ed)\b(?! .{0,20}leave)|(?<!to )throws? out|"
        r"threw out|(?<!not have )thrown out|"
        r"(?<!@ )toss(?:es|ed)|rejects?\b.{0,40}"
        r"(?:suit|claim|action|appeal|case|challenge)|(?:suit|claim|case|challenge|bid) "
        r"(?:fails|rejected|dropped|withdrawn)|drops? (?:the )?(?:law)?suit|cleared of|"
        r"(?<!not )(?<!refused )(?<!declined )(?<!to )\b(?:strikes|struck) out|\bshelves\b|"
        r"\b(?:refus|declin|won[’']t|not|fail|bid|los)\w*\b.{0,20}\b(?:revive|reinstate|resurrect)\b|"
        r"\b(?:suit|case|claims?|action) (?:\w+ ){0,4}(?:collapses?|collapsed|abandoned)\b|"
        r"\bdiscontinu|\b(?:ruled|held|is|are) immune\b|@ in gelijk gesteld|"
        r"abgewiesen|scheitert mit|weist .{0,40}klage .{0,40}(?:ab|zurück)\b|débouté|desestima",
    ),
    (
        Stage.IMPOSED,
        r"\b(?:turn(?:s|ed) (?:away|down)|rebuff(?:s|ed)|declin(?:es|ed) to hear|won[’']t hear)\b"
        r".{0,30}(?:\bappeal\b|@).{0,60}(?:verdict|award|judge?ment|damages)|"
        # Who asks for a ruling to go, has it against them.
        r"@(?: \w+){0,2} (?:asks?|asked|seeks?|urges?|wants?) .{0,50}(?:throw out|toss|overturn|"
        r"reverse|vacate|set aside|cut) .{0,40}(?:verdict|award|judge?ment|ruling|damages)|"
        r"@(?: \w+){0,2} (?:fight|appeal|contest|challenge)s? .{0,40}(?:verdict|award|judge?ment|"
        r"ruling|damages)|"
        rf"@(?: \w+)? (?:loses|lost|verliert|perd|pierde|perde|verliest)\b.{{0,30}}\b{_SUIT}|"
        r"\b(?:jury|judge|court|tribunal)\b(?! orders?\b).{0,40}"
        r"\b(?:orders?|ordered|awards?|awarded|finds?|found)\b|"
        r"\bordered to pay|damages award|awarded|found (?:liable|guilty)|verdict against|"
        r"wins? .{0,30}(?:payout|damages|verdict|judgment)|"
        r"verurteilt|condamné|condannat|veroordeeld",
    ),
    (
        Stage.THREATENED,
        _UNSURE + r"prepar\w+|set|ready) (?:to )?(?:sue|file|launch|seek|face)|"
        r"\baansprakelijk gesteld|\bstel(?:t|len|de)\b.{0,60}\baansprakelijk|"
        r"threat\w* to sue|(?:considers?|threatens?|plans?|weighs?) (?:a )?(?:legal|law|class)",
    ),
)
_FINE = (
    (
        Stage.IMPOSED,  # a fine that was, or that an appeal leaves as it is
        r"(?<!be )(?<!have )\bfined (?:the )?@ (?!if\b)|"
        r"\b(?:upholds?|upheld|confirms?|confirmed|backs?|restor(?:es|ed)|reinstat(?:es|ed)|"
        r"let stand|halv(?:es|ed)|cuts?|reduc(?:es|ed)|slash(?:es|ed)|lower(?:s|ed))\b"
        r".{0,40}\b(?:fine|penalt|sanction|levy|bu(?:ß|ss)geld|amende|multa|boete)|"
        r"\b(?:fail(?:s|ed)?|los(?:es?|t))\b.{0,70}\b(?:annul|overturn|quash|cancel|scrap|revers|appeal)",
    ),
    (
        Stage.OVERTURNED,
        r"annul|(?<!to )(?:overturn|quash)|scrap(?:s|ped)|cancel(?:s|led)|aufgehoben|anul[aó]|"
        rf"\b{_BENCH}\b.{{0,30}}\b(?:sets? aside|lift(?:s|ed)|stops)\b|\bescapes?\b.{{0,40}}\bfine|"
        r"\bwins? appeal against\b.{0,40}\bfine|zurückerstatten|\bhebt\b.{0,60}\bauf\b|"
        r"hoeft\b.{0,60}\bboete\b.{0,40}\bniet te betalen|streep door|van tafel|vernietig|"
        r"wrongly imposed|@.{0,20} wins? .{0,20}(?:appeal|case) .{0,40}\bfine",
    ),
    (
        Stage.PROPOSED,
        r"\bpropos(?:es|ed|ing)\b|\bseeks? to fine|intends? to fine|notice of intent|"
        r"\b(?:sets?|put(?:s|ting)?|setting) .{0,25}\baside\b|\bprovisions? for\b|\bearmark",
    ),
    (
        Stage.THREATENED,
        _UNSURE + r"risk\w*|faces?|facing|set to) .{0,40}(?:fine|penalt)|\bmay be fined|could "
        r"be fined|threat\w* .{0,30}(?:fine|sanction)|must .{0,60}or face|droht|amenaza|menac",
    ),
)
_SETTLEMENT = (
    (
        Stage.OVERTURNED,
        r"(?:judge|court)\b.{0,40}\b(?:rejects?|rejected|blocks?|throws out|"
        r"turns? down|turned down|refuses)\b|"
        r"\b(?:rejected|blocked|thrown out|struck down|overturned|scrapped) by .{0,30}\b"
        r"(?:court|judges?)\b",
    ),
    (Stage.APPROVED, r"\b(?:approv(?:es|ed|al)|sign(?:s|ed) off)\b"),
    (
        Stage.PROPOSED,
        r"\bnear(?:s|ing)?\b|close to|in principle|\bin doubt\b|yet to approve|\bbalks?\b|"
        r"would get|rejects? .{0,20}offer|to hear .{0,30}appeal|"
        r"in talks|talks to|propos|tentative|offers? to settle|"
        r"seek\w* to settle|" + _UNSURE + r"said to|hopes? to|aims? to|discuss\w*)\b",
    ),
)
# What only a ruling can mean: weighs more than a pattern that has its exceptions.
_SURE = {
    Kind.LAWSUIT: re.compile(
        r"@(?: \w+){0,2} (?:wins?|won) (?:\w+ )?appeal (?:against|over|of) .{0,50}"
        r"\b(?:ruling|verdict|award|judge?ment|order|damages|decision)\b|"
        r"\b(?:verdict|award|judge?ment|damages) against @ (?:is |was |are |were )?(?:overturned|"
        r"set aside|thrown out|quashed|vacated)\b",
        re.IGNORECASE,
    ),
    Kind.FINE: re.compile(
        r"@(?: \w+){0,2} (?:wins?|won) (?:\w+ )?appeal (?:against|over) .{0,50}\bfine\b|"
        r"\bhoeft\b.{0,60}\bboete\b.{0,40}\bniet te betalen|\bvan tafel\b|\bwrongly imposed\b|"
        r"\bfine\b.{0,30}\b(?:is|was) (?:annulled|overturned|quashed|scrapped)\b",
        re.IGNORECASE,
    ),
    Kind.SETTLEMENT: re.compile(
        r"\b(?:rejected|blocked|thrown out|struck down|overturned) by .{0,30}\b(?:court|judges?)\b",
        re.IGNORECASE,
    ),
}
_HINTS = {
    kind: tuple((stage, re.compile(pattern, re.IGNORECASE)) for stage, pattern in table)
    for kind, table in (
        (Kind.LAWSUIT, _LAWSUIT),
        (Kind.FINE, _FINE),
        (Kind.SETTLEMENT, _SETTLEMENT),
    )
}


def hinted(kind: Kind, sentence: str, who: str) -> Stage | None:
    """The stage the sentence's words hint at for `who`; the first pattern that fits."""
    sentence = sentence.replace(who, "@") if who else sentence
    return next((stage for stage, pattern in _HINTS[kind] if pattern.search(sentence)), None)


def weighed(
    kind: Kind, sentence: str, who: str, shares: Mapping[Stage, float]
) -> dict[Stage, float]:
    """The network's shares with the hint taken in, summing to one again."""
    hint, factor = hinted(kind, sentence, who), FACTOR
    if _SURE[kind].search(sentence.replace(who, "@") if who else sentence):
        hint, factor = Stage.OVERTURNED, SURE_FACTOR
    raw = {stage: share * (factor if stage is hint else 1.0) for stage, share in shares.items()}
    total = sum(raw.values()) or 1.0
    return {stage: share / total for stage, share in raw.items()}
