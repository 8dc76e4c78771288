"""The cheap question in front of the reader: can this text tell of a fine, a suit or a settlement?

In: a text. Out: yes or no, at about a million short texts a second: one RE2 automaton over the
words of fining, suing and settling in six languages. It must miss nothing (its recall bounds the
reader's), so it is generous; what it lets through is read properly afterwards.
"""

from functools import cache

import re2

_ENGLISH = (
    r"\bfin(?:e|ed|es|ing)\b", r"\bpenal", r"\bsanction", r"\bpunish", r"\bcensure",
    r"\bsu(?:e|ed|es|ing)\b", r"\bsuits?\b", r"lawsuit", r"\blitigat", r"\bcourt", r"\bjudg",
    r"\bjur(?:y|ies|or)", r"\bsettl", r"\bdamages\b", r"\bverdict", r"\bplaintiff", r"\bclass[- ]action",
    r"\blegal\b", r"\bclaim", r"\bcomplaint", r"\balleg", r"\baccus", r"\bcharge[sd]?\b",
    r"\bcharging\b", r"\bcompensat", r"\brestitution", r"\bdisgorge", r"\bforfeit", r"\brefund",
    r"\bpay(?:s|ing|out|outs|ments?)?\b", r"\bpaid\b", r"\bagree", r"\bresolv", r"\bdeal\b",
    r"\border(?:s|ed)?\b", r"\bguilty\b", r"\bplea", r"\bplead", r"\bappeal", r"\bruling", r"\brule[sd]?\b",
    r"\btrial", r"\btribunal", r"\bantitrust\b", r"\binfring", r"\bpatent", r"\bcopyright",
    r"\bliab", r"\bviolat", r"\bbreach", r"\bconsent (?:decree|order)", r"\bslap", r"\bhit with\b",
    r"\blev(?:y|ied|ies)\b", r"\bimpos", r"\bprosecut", r"\bcriminal\b", r"\bfraud", r"\bdismiss",
    r"\boverturn", r"\buph(?:old|eld)", r"\bthrown? out\b", r"\bthrew out\b", r"\brejects?\b",
    r"\bcharg", r"\bprobe", r"\binvestigat", r"\bredress", r"\bv(?:s|\.|ersus)?\b\.?",
    r"\binjunction", r"\barbitrat", r"\bdisput", r"\bfil(?:es|ed|ing)\b", r"\battorney", r"\blawyer",
    r"\bconvict", r"\bdefam", r"\blibel", r"\bmalpractice", r"\bnegligen", r"\bdiscriminat",
    r"\bharass", r"\bwatchdog", r"\bregulator", r"\bAG\b", r"\bSEC\b", r"\bFTC\b", r"\bDOJ\b",
    r"\baccord\b", r"\bcounters", r"\bbattle\b", r"\bchalleng", r"\bseek", r"\btakes? on\b",
    r"\bto court\b", r"\bdemand", r"\bow(?:e|es|ed)\b", r"\bvictim", r"\bpact\b",
    r"\bpenalis", r"\blegal", r"\bsubpoena", r"\bwrongful", r"\bnot pay\b", r"\bawards?\b", r"\bawarded\b",
)  # fmt: skip
_GERMAN = (
    r"bu(?:ß|ss)geld", r"geldbu(?:ß|ss)e", r"strafe", r"\bbestraf", r"klag", r"vergleich", r"urteil",
    r"schadene?rsatz", r"gericht", r"verurteil", r"zahl(?:en|t|ung)", r"\beinig", r"prozess",
    r"busse", r"bü(?:ß|ss)en", r"sanktion", r"kartellamt", r"entschädig", r"rechtsstreit", r"\bgeb(?:ü|ue)",
    r"millionen", r"milliarden", r"\bverh(?:ä|a)ng",
)  # fmt: skip
_ROMANCE = (
    r"\bamende", r"\bcondamn", r"\bplainte", r"\bporte[nr]? plainte", r"\bpoursui", r"\bprocès",
    r"\btransaction", r"\baccord", r"\bassign", r"\bjustice", r"\bdédommag", r"\bindemni",
    r"\btribunal", r"\bcour\b", r"\bversera?\b", r"\bpayer", r"\binflig", r"\bécop",
    r"\bmulta", r"\bsanci", r"\bdemanda", r"\bcondena", r"\bquerella", r"\bacuerdo", r"\bdenuncia",
    r"\bpagar", r"\bjuez", r"\bjuicio", r"\bindemniz", r"\bsanzion", r"\bcausa\b", r"\bcondann",
    r"\brisarc", r"\bpatteggi", r"\btransazion", r"\bclass action", r"\btribunale", r"\bricors",
    r"\bpag(?:a|are|herà|ará|an)\b", r"\baccord", r"\bgarante", r"\bantitrust", r"\bmulté", r"\bmillon",
    r"\bmilion", r"\bmillion", r"\bsentenza", r"\bsentenc", r"\brecurs", r"\bazione legale",
)  # fmt: skip
_DUTCH = (
    r"\bboete", r"\bbeboet", r"\bdwangsom", r"\bschik", r"\brechtbank", r"\brechter", r"\bclaim",
    r"\bdagvaard", r"\baangeklaag", r"\bklaagt", r"\brechtszaak", r"\bschadevergoeding", r"\bbetalen",
    r"\bbetaalt", r"\bveroordeel", r"\bgedaagd", r"\bdaagt", r"\bmassaclaim", r"\bstraf", r"\bmiljoen",
    r"\bmiljard", r"\brechtszaken",
)  # fmt: skip


@cache
def _automaton() -> "re2._Regexp":
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.max_mem = 64 << 20
    return re2.compile("|".join((*_ENGLISH, *_GERMAN, *_ROMANCE, *_DUTCH)), options)


def has_cue(text: str) -> bool:
    """Whether `text` holds a word that tells of a fine, a suit or a settlement."""
    return _automaton().search(text) is not None
