"""Compile the registry: TOML sources and listed names in, ``registry.json`` out.

Run ``python -m agents.classify.registry.build`` after a change of the sources; a test fails when
that was forgotten. Prints how many names there are and every alias that two groups claim.
"""

import sys
from pathlib import Path

from agents.classify.registry.catalogue import Catalogue, encode
from agents.classify.registry.companies import ARTEFACT
from agents.classify.registry.listed import listed_names
from agents.classify.registry.sources import RegistryError, read_bodies, read_groups

HERE = Path(__file__).parent


def compile_registry(folder: Path = HERE) -> Catalogue:
    """The catalogue of all sources under ``folder``. Raises :class:`RegistryError`."""
    ordinary = frozenset(word.casefold() for word in words_of(folder / "ordinary.txt"))
    catalogue = Catalogue()
    paths = sorted((folder / "companies").glob("*.toml"))
    catalogue.add_groups((g for path in paths for g in read_groups(path)), ordinary=ordinary)
    for path in sorted((folder / "authorities").glob("*.toml")):
        for body in read_bodies(path):
            catalogue.add_body(body)
    for name in listed_names(folder / "listed.csv", ordinary):
        catalogue.add_listed(name)
    catalogue.add_not_names(words_of(folder / "not_names.txt"))
    catalogue.given = words_of(folder / "given_names.txt")
    return catalogue


def words_of(path: Path) -> list[str]:
    """Lines of a word list; ``#`` starts a comment."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def main() -> int:
    """Write the artefact; 1 when a source has a fault."""
    try:
        catalogue = compile_registry()
    except RegistryError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    ARTEFACT.write_bytes(encode(catalogue))
    kinds = [entry.kind for entry in catalogue.named]
    sys.stdout.write(
        f"{kinds.count('company')} companies, {kinds.count('authority')} authorities, "
        f"{len(catalogue.surfaces)} spellings, {ARTEFACT.stat().st_size:,} bytes\n"
    )
    for clash in catalogue.clashes:
        sys.stdout.write(f"claimed twice: {clash}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
