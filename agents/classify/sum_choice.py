"""Which of a window's sums an event of one organisation and kind may have, and which it surely has.

In: a window, the span of the respondent, the kind. Out: positions in the window's sums. Where
several are left, the network chooses (`head.py`).
"""

import re
from collections.abc import Sequence

from agents.classify.money import Money, Use
from agents.classify.money_beside import is_beside, is_costs, is_reserve
from agents.classify.money_claimed import asked_from, is_claimed
from agents.classify.quote import sentence_at
from agents.classify.spans import Span
from agents.classify.sum_owner import own_first, stands_beside, without_anothers
from agents.classify.window import Window
from schemas.words import Kind

FAR = 100  # characters from a name to the one sum of its sentence
LEAST_NAME = 4  # letters of a name's first word by which a sentence is known to name it
# Between a name and the verb by which it asks for something itself: ", sued in Ohio, also".
_ASKS = re.compile(r"(?:, (?:(?! by )[^,.;]){3,60},)?[^,.;]{0,20}")


def usable_sums(window: Window, span: Span, kind: Kind) -> list[int]:
    """The amounts that are not another's, without what was put by and what comes beside a fine."""
    amounts = [
        at
        for at, (word, money) in enumerate(window.sums)
        if money.use is Use.AMOUNT
        and _in_text(window, word)
        and not (kind is Kind.LAWSUIT and _asks_itself(window, span, at))
    ]
    free = without_anothers(window, span, amounts)
    told = [at for at in _own_kind(window, free, kind) if _is_paid(window, span, at)]
    if len(told) == 1:  # "a claim of 2 million against Acme. Acme was fined 1 million": two sums
        return told
    return _own_kind(window, own_first(window, span, amounts), kind)


def sum_beside(window: Window, span: Span, kind: Kind, usable: Sequence[int]) -> int | None:
    """The one of `usable` that the sentence of the name tells of it, if there is just one."""
    # Of the other kinds a sum may be the other side's: "sues for $2m".
    near = _follows if kind is Kind.FINE else _is_paid
    beside = [at for at in usable if near(window, span, at)]
    return beside[0] if len(beside) == 1 else None


def sum_claimed(window: Window, span: Span, kind: Kind, usable: Sequence[int]) -> int | None:
    """The one sum that a text claims of a sued organisation, in the sentence that names it."""
    sums = {(window.sums[at][1].amount, window.sums[at][1].currency) for at in usable}
    if kind is not Kind.LAWSUIT or len(sums) != 1:
        return None
    return next((at for at in usable if _is_claimed(window, span, at)), None)


def _is_claimed(window: Window, span: Span, at: int) -> bool:
    text, money = _in_its_text(window, at)
    if not is_claimed(text, money):
        return False
    first, part = window.words[span[0]], window.words[window.sums[at][0]].part
    told = sentence_at(window, part, money.start)
    if told == sentence_at(window, first.part, first.start):
        return True
    name = window.text(span).split()[0].casefold()
    return len(name) >= LEAST_NAME and name in told.text.casefold()


def _asks_itself(window: Window, span: Span, at: int) -> bool:
    """Whether it is the organisation that asks for the sum: what a suit against it is not about."""
    (word, money), last = window.sums[at], window.words[span[1]]
    if window.words[word].part != last.part:
        return False
    text = window.parts[last.part].text
    asked = asked_from(text, money)
    return asked is not None and asked > last.end and bool(_ASKS.fullmatch(text, last.end, asked))


def _is_paid(window: Window, span: Span, at: int) -> bool:
    return _follows(window, span, at) and stands_beside(window, span, at)


def _in_text(window: Window, word: int) -> bool:
    """In a body's window the title is context only: its sum belongs to its own window."""
    return window.parts[-1].field != "body" or window.words[word].part == len(window.parts) - 1


def _follows(window: Window, span: Span, at: int) -> bool:
    """Whether the sum stands soon behind the name, in the same sentence and exactly."""
    (word, money), first, last = window.sums[at], window.words[span[0]], window.words[span[1]]
    if window.words[word].part != first.part or not 0 < money.start - last.end <= FAR:
        return False
    told = sentence_at(window, first.part, money.start)
    return not money.rough and told == sentence_at(window, first.part, first.start)


def _own_kind(window: Window, usable: list[int], kind: Kind) -> list[int]:
    """Without what was put by, and of a fine without what comes beside it, where there is more.

    A fine is never the costs of the suit, though no other sum be told.
    """
    usable = [at for at in usable if not is_reserve(*_in_its_text(window, at))] or usable
    if kind is not Kind.FINE:
        return usable
    usable = [at for at in usable if not is_costs(*_in_its_text(window, at))]
    return [at for at in usable if not is_beside(*_in_its_text(window, at))] or usable


def _in_its_text(window: Window, at: int) -> tuple[str, Money]:
    word, money = window.sums[at]
    return window.parts[window.words[word].part].text, money
