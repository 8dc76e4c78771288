"""Other names in the same sentences, so that the model learns roles and not reputations.

The respondent's name is exchanged for another one (known or invented), everywhere in a window and
in its labels; so are other known companies in it. Titles change their casing now and then.
"""

import random
import re
from dataclasses import replace
from typing import Any

from agents.classify.unnamed_organisation import is_unnamed
from agents.classify.window import Find
from training.corpus import RawWindow

_SYLLABLE_LIST = (
    "bra ven tol mar kin sol ter dex lum par cor vi ran nel tra bo gen qua lin mo fer sta nor zen "
    "hal pri wes ka du ro mi sen tech lo ba gri an el os"
)
_SYLLABLES = _SYLLABLE_LIST.split()
_ENDINGS = (
    "", "", "", " Inc", " Inc.", " Corp", " Corp.", " Ltd", " LLC", ", Inc.", ", LLC", " Group",
    " Holdings", " Bank", " Energy", " Pharma", " Capital", " Airlines", " & Co", " plc", " AG",
    " SA", " Technologies", " Partners", " Foods", " Motors", " University", " Hospital",
    " County", " Insurance", " Media", " Health", " Systems", " Labs", " Stores", ".com",
)  # fmt: skip


def invented(rng: random.Random) -> str:
    """A name no registry knows."""
    word = "".join(rng.choice(_SYLLABLES) for _ in range(rng.choice((2, 2, 3)))).capitalize()
    if rng.random() < 0.15:
        return "".join(rng.choice("ABCDEFGHIKLMNPRSTVW") for _ in range(3))
    if rng.random() < 0.25:
        word += " " + "".join(rng.choice(_SYLLABLES) for _ in range(2)).capitalize()
    return word + rng.choice(_ENDINGS)


def augmented(
    raw: RawWindow, rng: random.Random, *, names: list[str], find: Find, rate: float
) -> RawWindow:
    """`raw` with other names (at `rate`) and, now and then, other casing."""
    if rng.random() < rate:
        raw = _swap(raw, rng, names, find)
    if rng.random() < 0.12 and raw.title and not raw.title.isupper():
        raw = _recase(raw, rng)
    return raw


def _swap(raw: RawWindow, rng: random.Random, names: list[str], find: Find) -> RawWindow:
    mapping: dict[str, str] = {}
    by_group: dict[str, str] = {}
    for event in raw.events:
        if is_unnamed(event["company"]):
            continue
        fresh = by_group.setdefault(event["group"], _fresh(rng, names))
        mapping[event["company"]] = fresh
    for text in (raw.title, raw.second):
        for hit in find(text):
            if hit.kind != "company" or hit.ambiguous:
                continue
            written = text[hit.start : hit.end]
            if hit.group in by_group:
                mapping.setdefault(written, by_group[hit.group])
            elif rng.random() < 0.5:
                mapping.setdefault(written, by_group.setdefault(hit.group, _fresh(rng, names)))
    if not mapping:
        return raw
    pattern = re.compile(
        r"(?<!\w)(?:"
        + "|".join(map(re.escape, sorted(mapping, key=len, reverse=True)))
        + r")(?!\w)"
    )

    def put(text: str) -> str:
        return pattern.sub(lambda match: mapping[match.group()], text)

    events: list[dict[str, Any]] = [
        {
            **e,
            "company": mapping.get(e["company"], e["company"]),
            "group": mapping.get(e["company"], e["group"]),
            "authority_or_claimant": put(e["authority_or_claimant"] or "") or None,
        }
        for e in raw.events
    ]
    return replace(
        raw,
        title=put(raw.title),
        second=put(raw.second),
        events=events,
        open_pairs={(by_group.get(g, g), k) for g, k in raw.open_pairs},
    )


def _fresh(rng: random.Random, names: list[str]) -> str:
    return invented(rng) if rng.random() < 0.4 else rng.choice(names)


def _recase(raw: RawWindow, rng: random.Random) -> RawWindow:
    change = str.upper if rng.random() < 0.25 else _title_case
    events = [
        {
            **e,
            "company": change(e["company"])
            if e["company"] in raw.title and e["company"] not in raw.second
            else e["company"],
        }
        for e in raw.events
    ]
    return replace(raw, title=change(raw.title), events=events)


def _title_case(text: str) -> str:
    return re.sub(r"(?<![\w'’])[a-z](?=[a-z]{3})", lambda match: match.group().upper(), text)
