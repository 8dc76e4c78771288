"""The sentence behind a mention -> what the matter is about: salient words and topics.

In: text, and the words to leave out (company, party). Out: `Matter`. It is weak evidence, for the
many headlines that give no sum and no party and still tell two events of one company apart.
"""

import re
from dataclasses import dataclass
from functools import cache

from agents.resolve.places import place_words

_WORD = re.compile(r"[^\W\d_][\w'’&-]*[\w]", re.UNICODE)
_MOST_WORDS = 14
_TOPICS = """
privacy: privacy data gdpr personal tracking tracked biometric facial recognition cookie cookies
  surveillance harvesting consent datenschutz vie
breach: breach hack hacked hackers hacking cyberattack cyber leaked cybersecurity
children: children kids minors youth coppa underage
emissions: diesel emission emissions dieselgate defeat nox filter filters
mortgage: mortgage mortgages rmbs mortgage-backed foreclosure lending loans loan subprime
sales: cross-sell sales fake
sanctions: sanctions sanction iran sudan cuba
laundering: laundering aml anti-money launder
forex: forex fx foreign-exchange
benchmark: libor euribor benchmark rigging rate-rigging
antitrust: antitrust cartel monopoly competition price-fixing collusion merger dominance
patent: patent patents infringement infringed infringing
copyright: copyright copyrights piracy songs music books
opioid: opioid opioids oxycontin painkillers
asbestos: talc asbestos powder
weedkiller: roundup weedkiller glyphosate weed
discrimination: discrimination racial race gender bias pregnant harassment sexual
labor: wages overtime misclassifying misclassified contractors contractor wage
bribery: bribery bribes bribe corruption fcpa kickbacks kickback
tax: tax taxes evasion avoidance
securities: misled shareholders disclosure insider accounting audit auditing
environment: spill pollution waste water wildfire wildfires contamination
safety: crash crashes recall ignition acceleration defect defective airbag airbags autopilot
robocalls: robocalls robocall calls spam texts
advertising: advertising ads deceptive marketing misleading
hate: hate speech content moderation
drugs: drug drugs pharmaceutical pills medicare medicaid
fraud: fraud defrauding scheme ponzi
fees: overcharging overcharged fees overdraft cramming bogus
"""
_PLAIN = """
about above accord account accuse accused accuses accusing action actions admit admits after again
against agree agreed agreement agrees ahead alert all allegation allegations allege alleged
allegedly alleges alleging allow allows almost already also amid among amount and another any appeal
appeals approval approve approved approves are around ask asks attorney attorneys authorities
authority away back bank banks barred based battle been before begin behind being biggest billion
billions blow both break bring brought business but call calls can case cases cause ceo chairman
charge charged charges chief cite cites civil claim claimants claiming claims class class-action
close closer closes commission companies company complaint complaints consider considers corp could
country court courts criminal customer customers damages day days deal deals decide decision
defend defends demand denies deny despite did dismiss dismissal dismissed dismisses dollar dollars
drop drops due during early end ended ending ends enforcement euro euros ever exclusive expand
expected face faced faces facing factbox failed failing failure federal few fight fights file filed
files filing final find fine fined fines fining firm firms first five following for former four
from fund gain gave general get gets giant give global goes government group groups had half halt
has have head hear hearing her high him his hit hits how illegal inc industry into investigation
investors issue issues its join judge judges judgment jury just keep key large largest last late
later law laws lawmaker lawmakers lawsuit lawsuits lawyer lawyers lead least legal less let level
levied levy liable like likely limited litigation long look lose loses loss losses made main major
make makes making man many market maximum may million millions misconduct month months more most
move must near nearly nears need needs new news next not now off offer office officials old one
only open opens order ordered orders other our out over own owner owners paid parent part pay
paying payment pays penalties penalty people per plaintiffs plan plans plea plead pleads pounds
practices press probe probes proceed propose proposed proposes prosecutor prosecutors public put
raise reach reached reaches receive receives record reject rejects report reported reportedly
reports request resolve resolved resolves resolving respond responsible result review right rights
rule ruled rules ruling said sanction save say saying says seek seeking seeks see seen set sets
settle settled settlement settlements settles settling share shares should side sign since slap
slapped slaps some source sources state states statement still stock street strike suit suits sue
sued sues suing support take takes taken talks tells ten than that the their them then there these
they third this those thousand three through time times today told top total toward trial trillion
try two under unit until update upon upheld upholds used users value verdict versus very victims
violate violated violating violation violations voted wake want wants warn warns was watchdog week
weeks well were what when where which while who why will win wins with within without won worth
would year years yen yet you your january february march april june july august september october
november december monday tuesday wednesday thursday friday saturday sunday refile updated corrected
wrapup reuters usd eur gbp mln bln officer regulator regulators regulatory agency lower reduced
higher dispute disputes fails pct percent
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Salient words (stemmed), the topics spoken of, and names of people, products, places."""

    words: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def read_matter(text: str, leave_out: frozenset[str]) -> Matter:
    """What `text` is about, without the words in `leave_out` (lower case)."""
    words: list[str] = []
    topics = set()
    for hit in _WORD.findall(text.replace("’", "'")):
        word = hit.casefold().removesuffix("'s").strip("'")
        if word in leave_out:
            continue
        topic = _topic_of().get(word)
        if topic:
            topics.add(topic)
        elif len(word) >= 4 and word not in _plain() and word not in place_words():
            words.append(stem(word))
    return Matter(
        words=frozenset(words[:_MOST_WORDS]),
        topics=frozenset(topics),
        names=frozenset(_names(text, leave_out)),
    )


def _names(text: str, leave_out: frozenset[str]) -> set[str]:
    """Words in capitals within a sentence; none where a headline writes every word so."""
    spelled = _WORD.findall(text.replace("’", "'"))
    small = sum(word[0].islower() for word in spelled if len(word) > 3)
    if 2 * small < sum(len(word) > 3 for word in spelled):
        return set()
    known = leave_out | place_words() | _plain()
    plain = {word.casefold().removesuffix("'s") for word in spelled[1:] if word[0].isupper()}
    return {word for word in plain if len(word) > 2 and word not in known}


def stem(word: str) -> str:
    """Cut the commonest English endings, so that "owners" meets "owner"."""
    for ending in ("ies", "ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


@cache
def _topic_of() -> dict[str, str]:
    result: dict[str, str] = {}
    topic = ""
    for line in _TOPICS.strip().splitlines():
        head, colon, tail = line.partition(":")
        topic = head if colon else topic
        result.update(dict.fromkeys((tail if colon else head).split(), topic))
    return result


@cache
def _plain() -> frozenset[str]:
    return frozenset(_PLAIN.split())
