"""A span -> the organisation it names: as written, tidied, and its group.

The group is the registry's where it knows the name (or a known name begins the span: "Google
LLC"), else the organisation's own tidied name.
"""

import datetime as dt
import re
from dataclasses import dataclass

from agents.classify.registry.companies import NameHit, Registry, normalise_name
from agents.classify.spans import Span
from agents.classify.unnamed_organisation import is_unnamed
from agents.classify.window import Window

_POSSESSIVE = re.compile(r"['’]s?$")
_FORM = re.compile(
    r"(?:,?\s+(?:Inc|Incorporated|Corp|Corporation|Co|Company|Ltd|Limited|LLC|L\.L\.C|LLP|L\.P|LP|"
    r"PLC|plc|AG|SE|GmbH|S\.?A|N\.?V|B\.?V|S\.?p\.?A|S\.?[rR]\.?[lL]|AB|ASA|Oy|Pty|Holdings?)\.?)+$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A name as written and what it stands for; `known` says that the registry knows it."""

    company: str
    key: str
    group: str | None
    known: bool

    @property
    def unnamed(self) -> bool:
        """Whether the text only describes it ("oil companies")."""
        return not self.known and is_unnamed(self.company)


def organisation_of(
    window: Window, span: Span, registry: Registry, day: dt.date | None
) -> Organisation:
    """The organisation that `span` names; its group is that of the item's day."""
    company = tidy(window.text(span))
    hits = [k for k in window.known if span[0] <= k.first and k.last <= span[1]]
    exact = next((k for k in hits if (k.first, k.last) == span), None)
    group = _group(exact.hit, registry, day) if exact else registry.group_of(company, on=day)
    if group is None:
        opening = next((k for k in hits if k.hit.kind == "company" and not k.hit.ambiguous), None)
        if opening is not None and opening.first == span[0]:
            group = _group(opening.hit, registry, day)
    key = normalise_name(company) or company.lower()
    return Organisation(company=company, key=key, group=group, known=group is not None)


def _group(hit: NameHit, registry: Registry, day: dt.date | None) -> str:
    return registry.group_of(hit.name, on=day) or hit.group


def tidy(written: str) -> str:
    """A name without what does not belong to it: a genitive, a stray comma."""
    name = written.strip(" ,;:-–\"'’“”(")
    if "(" not in name:
        name = name.strip(")")
    return re.sub(r"\s+", " ", name)


def same_organisation(one: Organisation, other: Organisation) -> bool:
    """Whether two names in one text are one organisation's."""
    if one.group is not None and other.group is not None:
        return one.group == other.group
    a, b = one.key, other.key
    return a == b or f" {a} " in f" {b} " or f" {b} " in f" {a} "


def group_name(who: Organisation) -> str:
    """The group's name: the registry's, else the organisation's own without its legal form."""
    if who.group:
        return who.group
    bare = _FORM.sub("", _POSSESSIVE.sub("", who.company)).strip(" ,.")
    return bare or who.company
