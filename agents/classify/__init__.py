"""Item -> mentions: what does this item say happened, to whom, for how much, how final?

`load` gives a `Reader`; `Reader.read(item)` gives its mentions, `Reader.examine(item)` also says
why there are none; `readings` turns mentions into what the next stage takes, group by group.
"""

from pathlib import Path

from agents.classify.calibration import load_calibration
from agents.classify.encoder import FOLDER, Encoder, ModelError
from agents.classify.head import Head
from agents.classify.pieces import load_pieces
from agents.classify.reader import Reader
from agents.classify.registry.companies import Registry, RegistryError
from agents.classify.result import PassOver, Verdict
from agents.classify.revisions import readings
from agents.classify.screen import Screen
from agents.classify.settings import ReaderSettings

__all__ = [
    "ModelError",
    "PassOver",
    "Reader",
    "ReaderSettings",
    "RegistryError",
    "Verdict",
    "load",
    "readings",
]


def load(settings: ReaderSettings | None = None, *, model: Path = FOLDER) -> Reader:
    """A reader with the shipped registry and `settings.companies` merged over it.

    Raises `RegistryError` when one of those files cannot be used, `ModelError` when the trained
    model in the folder `model` cannot.
    """
    settings = settings or ReaderSettings()
    return Reader(
        settings=settings,
        registry=Registry.load(settings.companies),
        pieces=load_pieces(model / "vocab.txt"),
        screen=Screen(model),
        encoder=Encoder(model),
        head=Head(model),
        calibration=load_calibration(model),
    )
