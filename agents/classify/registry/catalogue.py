"""Put records together: groups, bodies and listed names in, one table of spellings and keys out.

The table is what the artefact holds and what a lookup works on. Building it needs no clock and
gives the same bytes for the same sources.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from agents.classify.registry.listed import ListedName
from agents.classify.registry.names import full_key, normalise_name
from agents.classify.registry.sources import Body, Group, Member
from agents.classify.registry.variants import spellings

FORMAT = 1
Link = tuple[str, str, str]
"""Group, first day and the day after the last day it held (ISO dates, ``""`` = open)."""


@dataclasses.dataclass(slots=True, kw_only=True)
class Named:
    """One company, brand or authority: what it is called and whom it belongs to."""

    name: str
    country: str
    kind: str
    links: list[Link] = dataclasses.field(default_factory=list)
    until: str = ""


class Catalogue:
    """Everything known, as plain tables; grows by ``add_*``, is read by the lookup."""

    def __init__(self) -> None:
        self.over = False  # what is added wins over what is there: a user's own file
        self.named: list[Named] = []
        self.surfaces: dict[str, list[int]] = {}
        self.doubtful: set[str] = set()
        self.vague: set[str] = set()
        self.minor: set[str] = set()
        self.words: set[str] = set()
        self.keys: dict[str, int] = {}
        self.loose: dict[str, int] = {}
        self.given: list[str] = []
        self.clashes: list[str] = []
        self._tickers: dict[str, int] = {}
        self._at: dict[tuple[str, str], int] = {}

    def add_groups(
        self, groups: Iterable[Group], *, ordinary: frozenset[str] = frozenset()
    ) -> None:
        """Add groups, then their members; names already known get the further spellings.

        Groups go first so that a member may stand under its own group of former days.
        """
        known = list(groups)
        for group in known:
            own = self._entry(group.name, group.country, "company")
            until = group.until.isoformat() if group.until else self.named[own].until
            self.named[own].until = until
            if (group.name, "", until) not in self.named[own].links:
                self.named[own].links.append((group.name, "", until))
            self._tickers.update(dict.fromkeys(group.tickers, own))
            for name in (group.name, *group.aliases):
                self._spell(own, name, group.ambiguous, ordinary)
        for group in known:
            for member in group.members:
                self._member(group, member, ordinary)

    def add_body(self, body: Body) -> None:
        """Add one authority; several may share an alias, each for its own jurisdiction."""
        own = self._entry(body.name, body.jurisdiction, "authority")
        for name in (body.name, *body.aliases):
            for spelling in spellings(name):
                self._claim(spelling, own)
                if name in body.ambiguous:
                    self.vague.add(spelling)

    def add_listed(self, listed: ListedName) -> None:
        """Add a listed name as its own group, unless a better source already has it."""
        exact = {full_key(listed.display), full_key(listed.written)}
        loose = normalise_name(listed.display)
        if any(key in self.keys for key in exact) or (loose in self.loose and not listed.doubtful):
            return
        known = self._by_ticker(listed)
        own = self._entry(listed.display, "US", "company") if known is None else known
        for key in exact:
            self.keys.setdefault(key, own)
        if not listed.doubtful:
            self.loose.setdefault(loose, own)
        if known is None:
            self.named[own].links.append((listed.display, "", ""))
            self._spell_listed(own, listed)

    def _by_ticker(self, listed: ListedName) -> int | None:
        """The group that has one of the tickers, if the names also begin alike."""
        first = full_key(listed.display).split()[:1]
        for ticker in listed.tickers:
            own = self._tickers.get(ticker)
            if own is not None and full_key(self.named[own].name).split()[:1] == first:
                return own
        return None

    def _spell_listed(self, own: int, listed: ListedName) -> None:
        for spelling in spellings(listed.display):
            if spelling in self.surfaces:
                continue
            self._claim(spelling, own)
            if listed.doubtful:
                self.doubtful.add(spelling)
            if " " not in spelling:
                self.minor.add(spelling)

    def add_not_names(self, phrases: Iterable[str]) -> None:
        """Phrases that hide the names inside them: "Amazon rainforest" is no company."""
        for phrase in phrases:
            self.surfaces.setdefault(phrase, [])

    def _member(self, group: Group, member: Member, ordinary: frozenset[str]) -> None:
        own = self._keys_of(member)
        if own is None:
            own = self._entry(member.name, member.country or group.country, "company")
        since = member.since.isoformat() if member.since else ""
        until = member.until.isoformat() if member.until else ""
        links = self.named[own].links
        if not member.since and not member.until:
            if self.over:
                links.clear()
            others = {link[0] for link in links if not link[1] and not link[2]}
            if others - {group.name}:
                self.clashes.append(f"{member.name}: {sorted(others)} and {group.name}")
                return
        if (group.name, since, until) not in links:
            links.append((group.name, since, until))
        for name in (member.name, *member.aliases):
            self._spell(own, name, group.ambiguous, ordinary)

    def _keys_of(self, member: Member) -> int | None:
        """The entry a member already has under its name or, if dated, one of its aliases."""
        dated = bool(member.since or member.until)
        for name in (member.name, *(member.aliases if dated else ())):
            own = self.keys.get(full_key(name))
            if own is None:
                continue
            held = self.named[own]
            standing = any(link == (held.name, "", "") for link in held.links)
            other = full_key(held.name) != full_key(member.name)
            if standing and other and not member.until:
                self.clashes.append(f"{member.name}: an alias of {held.name}, which goes on")
                continue
            return own
        return None

    def _entry(self, name: str, country: str, kind: str) -> int:
        place = (kind, name)
        if place not in self._at:
            self._at[place] = len(self.named)
            self.named.append(Named(name=name, country=country, kind=kind))
        return self._at[place]

    def _spell(
        self, own: int, name: str, doubtful: frozenset[str], ordinary: frozenset[str]
    ) -> None:
        if self.over:
            self.keys[full_key(name)] = own
        self.keys.setdefault(full_key(name), own)
        self.loose.setdefault(normalise_name(name), own)
        vague = name in doubtful or name.casefold() in ordinary
        for spelling in spellings(name):
            self._claim(spelling, own)
            if vague or spelling.casefold() in ordinary:
                self.doubtful.add(spelling)
            if spelling.casefold() in ordinary:
                self.words.add(spelling)

    def _claim(self, spelling: str, own: int) -> None:
        held = self.surfaces.setdefault(spelling, [])
        if own in held:
            return
        if self.over:
            held.clear()
        for other in held:
            if self.named[other].kind == self.named[own].kind == "company":
                self.clashes.append(
                    f"{spelling}: {self.named[other].name} and {self.named[own].name}"
                )
                return
        held.append(own)


def encode(catalogue: Catalogue) -> bytes:
    """The artefact: JSON with stable order, the same bytes for the same catalogue."""
    body: Mapping[str, Any] = {
        "format": FORMAT,
        "named": [[n.name, n.country, n.kind, n.links, n.until] for n in catalogue.named],
        "surfaces": dict(sorted(catalogue.surfaces.items())),
        "given": catalogue.given,
        "doubtful": sorted(catalogue.doubtful),
        "vague": sorted(catalogue.vague),
        "minor": sorted(catalogue.minor),
        "words": sorted(catalogue.words),
        "keys": dict(sorted(catalogue.keys.items())),
        "loose": {k: v for k, v in sorted(catalogue.loose.items()) if k not in catalogue.keys},
    }
    return orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE)


def decode(content: bytes) -> Catalogue:
    """The catalogue of an artefact. Raises ``ValueError`` when it has another format."""
    body = orjson.loads(content)
    if body.get("format") != FORMAT:
        raise ValueError(f"registry artefact has format {body.get('format')!r}, need {FORMAT}")
    catalogue = Catalogue()
    catalogue.named = [
        Named(name=name, country=country, kind=kind, links=[tuple(x) for x in links], until=until)
        for name, country, kind, links, until in body["named"]
    ]
    catalogue.surfaces = body["surfaces"]
    catalogue.given = body["given"]
    catalogue.doubtful = set(body["doubtful"])
    catalogue.vague = set(body["vague"])
    catalogue.minor = set(body["minor"])
    catalogue.words = set(body["words"])
    catalogue.keys = body["keys"]
    catalogue.loose = body["loose"]
    catalogue._at = {(n.kind, n.name): at for at, n in enumerate(catalogue.named)}
    return catalogue
