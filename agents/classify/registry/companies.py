"""Which companies and authorities a text names, and which group a name belonged to on a day.

In: any text; a name and a day. Out: :class:`NameHit`, group names. The shipped registry is one
artefact made by ``build.py``; users add their own TOML files over it.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from agents.classify.registry.catalogue import Catalogue, Named, decode
from agents.classify.registry.matcher import SpellingMatcher
from agents.classify.registry.names import LEGAL_TAIL, fold, full_key, group_key, normalise_name
from agents.classify.registry.sources import RegistryError, read_bodies, read_groups

__all__ = ["NameHit", "Registry", "RegistryError", "group_key", "normalise_name"]

ARTEFACT = Path(__file__).with_name("registry.json")


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
        self._keys = catalogue.keys
        self._loose = catalogue.loose
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
        for path in extra:
            _merge(catalogue, Path(path))
        return cls(catalogue)

    def find(self, text: str) -> list[NameHit]:
        """Names in ``text`` in order, without overlaps; offsets are into ``text`` as given."""
        folded = fold(text)
        return [
            self._hit(folded, start, end, spelling)
            for start, end, spelling in self._matcher.find(folded)
        ]

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
        if at is None:
            at = self._loose.get(normalise_name(name), self._keys.get(normalise_name(name)))
        return None if at is None else self._named[at]

    def _hit(self, folded: str, start: int, end: int, spelling: str) -> NameHit:
        candidates = [self._named[at] for at in self._surfaces[spelling]]
        entry = candidates[0]
        tail = LEGAL_TAIL.match(folded, end) if entry.kind == "company" else None
        return NameHit(
            start=start,
            end=tail.end() if tail else end,
            name=entry.name,
            group=self._owner(entry, None) if entry.kind == "company" else entry.name,
            country=entry.country,
            kind=entry.kind,
            ambiguous=len(candidates) > 1 or (spelling in self._doubtful and tail is None),
        )

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
