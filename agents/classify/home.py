"""What a plain "$" means to a publisher: a Canadian authority means its own dollar."""

from collections.abc import Callable, Sequence

from agents.classify.registry.companies import NameHit

_DOLLARS = {"CA": "CAD", "AU": "AUD", "NZ": "NZD", "HK": "HKD", "SG": "SGD", "TW": "TWD"}


def home_dollar(publisher: str | None, find: Callable[[str], Sequence[NameHit]]) -> str:
    """The ISO code; the US dollar unless an authority of another dollar country publishes.

    Newspapers and agencies of those countries write "A$" or mean either, so theirs stays the
    American one.
    """
    for hit in find(publisher or ""):
        if hit.kind != "company":
            return _DOLLARS.get(hit.country[:2], "USD")
    return "USD"
