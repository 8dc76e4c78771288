"""Sums that come beside a penalty and are none: costs, restitution, refunds, back pay.

"Fined £180,000 and ordered to pay £41,260 costs" is a fine of 180,000. In: a text and a sum of it.
Such a sum still counts where the text tells no other.
"""

import re

from agents.classify.money import Money

_WHAT = (
    r"(?:costs?|restitution|redress|refunds?|back[- ]?(?:pay|wages)|unpaid wages|(?:prejudgment )?"
    r"interest|compensation|reparations?|disgorgement|(?:attorneys?|lawyers?|legal|court)(?:['’]s?)?"
    r" (?:fees|costs|expenses)|(?<!penalty )surcharge|victims?|consumers|customers|passengers|"
    r"investors|workers|employees|(?:ill-gotten |illegal )(?:gains|profits?))"
)
_AFTER = re.compile(
    r"\s(?:(?:back|returned|repaid|more)\s)?(?:(?:in|of|for|as|to|towards?)\s)?"
    rf"(?:(?!penalt|fines?\b|and\b)[\w'’-]+\s){{0,2}}{_WHAT}\b(?!\s(?:penalt|fine))",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:\b(?:costs?|restitution|redress|refunds?|back[- ]?(?:pay|wages)|compensation|reparations?|"
    r"disgorgement|(?<!penalty )surcharge)(?: payments?)?\s(?:of|totall?ing|worth|amounting to)|"
    r"\b(?:return(?:s|ed|ing)?|repa(?:y|ys|id|ying)|refund(?:s|ed|ing)?|reimburs(?:e|es|ed|ing)|"
    r"compensat(?:e|es|ed|ing)\b.{0,30}\bwith|disgorg(?:e|es|ed|ing)|hand(?:s|ed)? back|"
    r"give(?:s)? back))\s(?:(?:about|some|nearly|around|more than|over|another|a further)\s)?$",
    re.IGNORECASE,
)


# Not a sum of the event at all: what a suit itself cost, and what a firm put by.
_COSTS = re.compile(
    r"\s(?:in|of|for)?\s?(?:(?:the|its|their|legal|court|prosecution)\s)*(?:costs|(?:legal|court|"
    r"lawyers['’]|attorneys?['’]?) fees|interest)\b",
    re.IGNORECASE,
)
_COSTS_OF = re.compile(r"\b(?:costs|fees|surcharge)\sof\s$", re.IGNORECASE)
_RESERVE = re.compile(
    r"\b(?:set(?:s|ting)? aside|put(?:s|ting)? (?:by|aside)|provisions? of|reserves? of|earmark\w*|"
    r"(?:took|takes?|book(?:s|ed)|record(?:s|ed)) an?)\s"
    r"(?:a further |another |about |some |nearly |more than |around |up to )?$",
    re.IGNORECASE,
)


def is_costs(text: str, money: Money) -> bool:
    """Whether `money` of `text` is told as costs, fees or interest."""
    before = text[max(0, money.start - 30) : money.start]
    return bool(_COSTS.match(text, money.end) or _COSTS_OF.search(before))


def is_reserve(text: str, money: Money) -> bool:
    """Whether `money` of `text` is what somebody has put by for what may come."""
    return _RESERVE.search(text[max(0, money.start - 60) : money.start]) is not None


def is_beside(text: str, money: Money) -> bool:
    """Whether `money` of `text` is told as costs, restitution or the like."""
    if _AFTER.match(text, money.end):
        return True
    return _BEFORE.search(text[max(0, money.start - 60) : money.start]) is not None
