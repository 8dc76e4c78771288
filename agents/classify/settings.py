"""What a reader can be told: extra registries, how sure it must be, how much text it takes."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderSettings:
    """Settings of one reader.

    `companies` are extra TOML files in the registry's own format. `threshold` is the least
    calibrated confidence (0 to 1) an event needs to be told. `longest` caps how many characters of
    a body are read; what lies behind is navigation or an archive, not an article.
    """

    companies: tuple[Path, ...] = ()
    threshold: float = 0.5
    longest: int = 40_000
