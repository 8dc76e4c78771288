"""Which companies and authorities a text names, and which group a name belonged to on a day.

In: any text; a name and a day. Out: :class:`NameHit`, group names. The shipped registry is one
artefact made by ``build.py``; users add their own TOML files over it.
"""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from agents.classify.registry.authorities import settle
from agents.classify.registry.catalogue import Catalogue, Named, decode
from agents.classify.registry.matcher import Found, SpellingMatcher
from agents.classify.registry.names import LEGAL_TAIL, fold, full_key, normalise_name
from agents.classify.registry.sources import RegistryError, read_bodies, read_groups
from agents.classify.registry.surroundings import (
    PLACES,
    TRADES,
    beside_capital,
    extent,
    part_of_longer,
    shouts,
    stands_alone,
)

__all__ = ["NameHit", "Registry", "RegistryError", "normalise_name"]

ARTEFACT = Path(__file__).with_name("registry.json")
_PERSON = re.compile(r"[A-Z][a-z]+(?: (?:[A-Z]\.|[A-Z][\w'’-]+)){1,2}")
# "Mary Washington Healthcare", "Austin Police Association": begin like a person, end like none.
_BODY_LIST = """
    associates association authority centre center charity church clinic club college commission
    committee council county department district estate federation foundation fund hospital
    institute museum partners police school society theatre trust union university"""
_ORGANISED = (TRADES | frozenset(_BODY_LIST.split())) - {"of", "the", "and"}
_SHORT = 6  # capitals of so few letters are rather initials ("FANG") than a shouted name


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NameHit:
    """A known name in a text; ``text[start:end]`` is how it is written there, legal form included.

    ``name`` is the entry's own name ("TikTok"), ``group`` its owner today ("ByteDance"; an
    authority is its own group), ``country`` the home country or jurisdiction. ``ambiguous``: the
    spelling is also a plain word or a person; believe it only with more context.
    """

    start: int
    end: int
    name: str
    group: str
    country: str
    kind: str
    ambiguous: bool


class Registry:
    """All names known; read-only after loading, so threads may share it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._named = catalogue.named
        self._surfaces = catalogue.surfaces
        self._doubtful = catalogue.doubtful
        self._vague = catalogue.vague
        self._minor = catalogue.minor
        self._words = catalogue.words
        self._keys = catalogue.keys
        self._loose = catalogue.loose
        self._given = frozenset(catalogue.given)
        self._matcher = SpellingMatcher(catalogue.surfaces)
        self._owners = {n.name: n for n in catalogue.named if n.kind == "company"}

    @classmethod
    def load(cls, extra: Sequence[Path] = (), *, artefact: Path = ARTEFACT) -> "Registry":
        """The shipped registry with the TOML files ``extra`` merged over it, later ones last.

        Raises :class:`RegistryError` naming file and entry when a file cannot be used.
        """
        try:
            catalogue = decode(artefact.read_bytes())
        except (OSError, ValueError) as error:
            raise RegistryError(
                f"{artefact}: {error}; run `python -m agents.classify.registry.build`"
            ) from error
        catalogue.over = True
        for path in extra:
            _merge(catalogue, Path(path))
        return cls(catalogue)

    def find(self, text: str) -> list[NameHit]:
        """Names in ``text`` in order, without overlaps; offsets are into ``text`` as given."""
        folded = fold(text)
        found = [hit for hit in self._matcher.find(folded) if self._is_name(folded, hit)]
        certain = {
            self._named[self._surfaces[spelling][0]].country
            for _, _, spelling, _ in found
            if self._is_certain_authority(spelling)
        }
        hits = (self._hit(folded, hit, certain) for hit in found)
        return [hit for hit in hits if hit is not None]

    def _is_name(self, folded: str, hit: Found) -> bool:
        """False for phrases that hide a name and for plurals of words ("Pineapples")."""
        _, end, spelling, _ = hit
        weak = spelling in self._minor or spelling in self._doubtful
        return bool(self._surfaces[spelling]) and not (weak and folded.startswith("s", end))

    def is_person(self, name: str) -> bool:
        """Whether an unknown name reads as a person's: a first name and one or two more words."""
        return (
            _PERSON.fullmatch(name) is not None
            and name.split(maxsplit=1)[0] in self._given
            and LEGAL_TAIL.search(name) is None
            and name.rsplit(maxsplit=1)[-1].lower() not in _ORGANISED
            and self.group_of(name) is None
        )

    def _is_certain_authority(self, spelling: str) -> bool:
        at = self._surfaces[spelling]
        plain = len(at) == 1 and spelling not in self._vague
        return plain and self._named[at[0]].kind == "authority"

    def group_of(self, name: str, on: dt.date | None = None) -> str | None:
        """Group that ``name`` belonged to on the day, or belongs to now; None if unknown.

        A brand asked for a day before any known owner is its own group.
        """
        entry = self._entry(name)
        return None if entry is None else self._owner(entry, on)

    def _entry(self, name: str) -> Named | None:
        """Exact name first: "MAN" and "Man Group" are two firms."""
        if name in self._owners:
            return self._owners[name]
        at = self._keys.get(full_key(name))
        key = normalise_name(name)
        if at is None:
            at = self._loose.get(key, self._keys.get(key))
        if at is None:
            at = self._beginning(key.split())
        return None if at is None else self._named[at]

    def _beginning(self, words: list[str]) -> int | None:
        """Entry of the longest known beginning when only places and trades follow it."""
        for length in range(len(words) - 1, 0, -1):
            rest = words[length:]
            if not all(word in PLACES or word in TRADES for word in rest):
                return None
            at = self._keys.get(" ".join(words[:length]))
            if at is not None and self._named[at].kind == "company":
                plain = self._named[at].name not in self._doubtful
                return at if plain or all(word in PLACES for word in rest) else None
        return None

    def _hit(self, folded: str, found: Found, certain: set[str]) -> NameHit | None:
        start, end, spelling, _ = found
        candidates = [self._named[at] for at in self._surfaces[spelling]]
        entry, group = candidates[0], candidates[0].name
        doubtful = spelling in self._doubtful
        if len(candidates) > 1 or spelling in self._vague:
            entry, settled = settle(candidates, folded, start, end, certain)
            group, doubtful = entry.name, not settled or (entry.kind == "company" and doubtful)
        if entry.kind == "company":
            group = self._owner(entry, None)
            end, doubtful = self._as_written(folded, found, doubtful=doubtful)
            if doubtful and spelling in self._minor and spelling in self._doubtful:
                return None  # "Energy", "April": a listed name that nobody means
        return NameHit(
            start=start,
            end=end,
            name=entry.name,
            group=group,
            country=entry.country,
            kind=entry.kind,
            ambiguous=doubtful,
        )

    def _as_written(self, folded: str, found: Found, *, doubtful: bool) -> tuple[int, bool]:
        """End of the name with its legal form, and whether doubt remains about it."""
        start, end, spelling, loud = found
        end, closed, foreign = extent(folded, end)
        doubtful = doubtful and not closed
        if doubtful and spelling in self._words and stands_alone(folded, start, end):
            doubtful = False
        if " " in spelling:
            return end, doubtful
        part = part_of_longer(folded, start, closed=closed, given=self._given)
        lone = False
        if spelling in self._minor and not closed:
            initials = loud and len(spelling) < _SHORT and not shouts(folded)
            lone = initials or beside_capital(folded, start, end)
        return end, doubtful or foreign or part or lone

    def _owner(self, entry: Named, on: dt.date | None) -> str:
        seen = {entry.name}
        while True:
            owner = _link_on(entry, on.isoformat() if on else None)
            if owner in seen or owner not in self._owners:
                return owner
            seen.add(owner)
            entry = self._owners[owner]


def _link_on(entry: Named, day: str | None) -> str:
    """Owner of ``entry`` on ``day``; None asks for the present one."""
    links: Iterable[tuple[str, str, str]] = sorted(entry.links, key=lambda link: link[1])
    if day is None:
        held = [group for group, _, until in links if not until]
        return held[-1] if held else entry.name
    held = [g for g, since, until in links if since <= day and (not until or day < until)]
    return held[-1] if held else entry.name


def _merge(catalogue: Catalogue, path: Path) -> None:
    catalogue.add_groups(read_groups(path))
    for body in read_bodies(path):
        catalogue.add_body(body)
