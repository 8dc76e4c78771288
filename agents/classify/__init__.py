"""Item -> mentions: what does this item say happened, to whom, for how much, how final?

`load` gives a `Reader`; `Reader.read(item)` gives its mentions, `Reader.examine(item)` also says
why there are none; `readings` turns mentions into what the next stage takes, group by group.
"""

from agents.classify.reader import Reader
from agents.classify.registry.companies import Registry
from agents.classify.result import PassOver, Verdict
from agents.classify.revisions import readings
from agents.classify.settings import ReaderSettings

__all__ = ["PassOver", "Reader", "ReaderSettings", "Verdict", "load", "readings"]


def load(settings: ReaderSettings | None = None) -> Reader:
    """A reader with the shipped registry and `settings.companies` merged over it.

    Raises `RegistryError` when one of those files cannot be used.
    """
    settings = settings or ReaderSettings()
    return Reader(settings, Registry.load(settings.companies))
