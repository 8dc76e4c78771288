"""What stands around a known name: folded text and a hit in, its full extent and doubts out.

"Volkswagen Group Italia SpA" is one name; "Body Wise International, Inc." is not Wise; "Doug Ford"
is a person.
"""

import re

from agents.classify.registry.names import LEGAL_TAIL

_WORD = r"(?:&|[A-Z][\w'.&-]*|and|of|de)"
_LONGER = re.compile(rf"(?P<words>(?:\s{_WORD}){{1,5}}?){LEGAL_TAIL.pattern}")
_BEFORE = re.compile(r"(?:^|(?<=[\s\"'(-]))([A-Z][\w']*\.?)[ -]$")
_LOWER = re.compile(r"(?<![\w'])([a-z][\w']*,?) $")
_GERMAN = re.compile(r"\b(?:und|der|das|nicht|eine[mnrs]?|wird|gegen|wegen|soll|muss|mit|auf)\b")
_ARTICLES = frozenset(["the", "a", "an", "this", "that", "every", "each", "no", "any", "another"])
_AFTER = re.compile(r"\s[A-Z][a-z]")
_SENTENCE = re.compile(r"(?:^|[.!?:;\"]\s|\n)\W*$")
_WORDS = re.compile(r"[^\W\d_]{4,}")

_PLACES = """
    international global worldwide world europe european america americas american usa us uk
    north south east west central asia pacific emea ireland france germany deutschland italia italy
    espana spain iberica iberia nederland netherlands belgium belgique luxembourg schweiz suisse
    switzerland austria osterreich polska poland romania hungary czech slovakia bulgaria greece
    hellas portugal sweden sverige norge norway denmark danmark finland india japan china hong kong
    korea taiwan singapore malaysia thailand indonesia vietnam philippines australia canada mexico
    brasil brazil argentina chile colombia africa nigeria russia turkey israel britain new zealand
    middle overseas"""
_TRADES = """
    services service financial finance capital securities bank banking insurance products
    marketing sales information data research motor motors energy technologies technology
    systems solutions stores retail online digital media mobile telecom telecommunications
    communications pharma pharmaceutical pharmaceuticals laboratories health healthcare foods
    food industries manufacturing operations management investment investments markets advisors
    payments distribution logistics airlines hotels credit mortgage leasing life general limited
    partnership unit subsidiary private asset wealth construction engineering chemical chemicals
    power gas electric water steel aerospace automotive consumer brands wireless networks
    network software entertainment games studios and of the de"""
PLACES = frozenset(_PLACES.split())
TRADES = frozenset(_TRADES.split())


def extent(folded: str, end: int) -> tuple[int, bool, bool]:
    """Where the name that ends at ``end`` really ends, whether a legal form closes it, and
    whether foreign words stand between name and form (then it is probably another firm's name).
    """
    if tail := LEGAL_TAIL.match(folded, end):
        return tail.end(), True, False
    longer = _LONGER.match(folded, end)
    if not longer:
        return end, False, False
    words = [word.strip(".'").casefold() for word in longer["words"].split()]
    if all(word in PLACES or word in TRADES or word == "&" for word in words):
        return longer.end(), True, False
    return end, False, words[0] not in {"and", "&"}  # "Volkswagen and Porsche SE" are two


def part_of_longer(folded: str, start: int, *, closed: bool, given: frozenset[str]) -> bool:
    """True when the word before makes the name part of another: a first name, or (if a legal form
    closes it) any capitalised word inside a sentence.
    """
    before = _BEFORE.search(folded, max(0, start - 24), start)
    if not before:
        return False
    if before[1].rstrip(".") in given:
        return True
    inside = not _SENTENCE.search(folded, max(0, before.start() - 4), before.start())
    return closed and inside and not before[1].isupper() and not reads_as_title(folded)


def beside_capital(folded: str, start: int, end: int) -> bool:
    """True when a capitalised word stands right before or after: "Yuval Cohen", "Lindsay Lohan"."""
    return bool(_BEFORE.search(folded, max(0, start - 24), start) or _AFTER.match(folded, end))


def stands_alone(folded: str, start: int, end: int) -> bool:
    """True when the capital must mean a name: inside a sentence in plain case, no article before,
    no other capital beside it.
    """
    before = _LOWER.search(folded, max(0, start - 24), start)
    if not before or before[1] in _ARTICLES or _AFTER.match(folded, end):
        return False
    return not _GERMAN.search(folded) and not reads_as_title(folded)


def reads_as_title(folded: str) -> bool:
    """True when most longer words begin with a capital, so that capitals say nothing."""
    words: list[str] = _WORDS.findall(folded)
    return sum(word[0].isupper() for word in words) > 0.7 * len(words)


def shouts(folded: str) -> bool:
    """True when most longer words are in capitals throughout."""
    words: list[str] = _WORDS.findall(folded)
    return sum(word.isupper() for word in words) > 0.6 * len(words)
