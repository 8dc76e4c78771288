"""Labelled items (JSON lines) -> raw windows to learn from.

A short item is one window, title and summary. A long one gives a window for each stretch of its
body, the title in front as context; an event belongs to the stretch that holds its `quote`. An
event told elsewhere in the body without a quote is neither right nor wrong there (`open_pairs`).
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agents.classify.cleaning import readable
from agents.classify.cues import has_cue
from agents.classify.plan import stretches

SHORT_SETS = ("headlines", "regulator", "stories", "more", "stories2", "multilingual")
LONG_SETS = ("long", "long2", "seeds")
SEEDS = Path(__file__).with_name("seeds.toml")  # where their events stand: they have no quotes
OWN = Path(__file__).with_name("items")  # items written for training: see the README there
NUMBER_OF_FOLDS = 10


@dataclass(slots=True, kw_only=True)
class RawWindow:
    """Text and the labels of the events that this very stretch tells of."""

    id: str
    fold: int
    lang: str
    title: str
    second: str
    second_field: str
    events: list[dict[str, Any]] = field(default_factory=list)
    open_pairs: set[tuple[str, str]] = field(default_factory=set)
    set_name: str = ""


def load_items(folder: Path) -> list[dict[str, Any]]:
    """Every labelled item of the corpus and our own; its file's name as `file`, its `fold`."""
    items = []
    corpus = [folder / f"{name}.jsonl" for name in (*SHORT_SETS, *LONG_SETS)]
    for path in (*corpus, *sorted(OWN.glob("*.jsonl"))):
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            item["file"] = path.stem
            item["summary"] = item.get("summary") or ""
            item["body"] = item.get("body") or ""
            items.append(item)
    _assign_folds(items)
    _place_seeds(items)
    return items


def _place_seeds(items: list[dict[str, Any]]) -> None:
    """Seed articles are known by heart to everybody: never held out, told apart by fold -1."""
    offsets = tomllib.loads(SEEDS.read_text(encoding="utf-8"))
    for item in items:
        if item["file"] == "seeds":
            item["fold"] = -1
            for at, event in enumerate(item["events"]):
                event["offsets"] = offsets[item["id"]][str(at)]


def _assign_folds(items: list[dict[str, Any]]) -> None:
    """One story, one family and near copies of one headline stay in one fold."""
    for item in items:
        item["fold"] = _bucket(item.get("family") or item.get("story") or _gist(item))


def _gist(item: dict[str, Any]) -> str:
    """What near copies share: the first event's group and kind and sum, else the title's words."""
    for event in item["events"]:
        if event.get("amount"):
            return f"{event.get('group')}|{event['amount']}"
    words = sorted(set(re.findall(r"[a-z]{5,}", (item["title"] or item["summary"]).lower())))
    return " ".join(words[:4]) or item["id"]


def _bucket(key: str) -> int:
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % NUMBER_OF_FOLDS


def windows_of(item: dict[str, Any]) -> Iterator[RawWindow]:
    """The raw windows of one item."""
    told = [e for e in item["events"] if e.get("company")]
    # Respondents without a name have no group.
    usable = [{**e, "group": e["group"] or e["company"]} for e in told]
    if not item["body"]:
        if len(told) == len(item["events"]):
            yield _window(item, item["summary"], "summary", usable, set())
        return
    yield from _long_windows(item, usable)


def _long_windows(item: dict[str, Any], usable: list[dict[str, Any]]) -> Iterator[RawWindow]:
    body = item["body"]
    quoted = [(body.find(e["quote"]), e) for e in usable if e.get("quote")]
    quoted += [(at, e) for e in usable for at in e.get("offsets", ())]
    known = {(e["group"], e["kind"]) for e in usable}
    known |= {(e["group"], e["alt_kind"]) for e in usable if e.get("alt_kind")}
    if usable and not quoted:
        return
    for start, end in stretches(body, readable(body)):
        text = body[start:end]
        here = _once(e for at, e in quoted if start <= at < end)
        if has_cue(text):
            told = {(e["group"], e["kind"]) for e in here}
            yield _window(item, text, "body", here, known - told)


def _once(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({id(event): event for event in events}.values())


def _window(
    item: dict[str, Any],
    second: str,
    second_field: str,
    events: list[dict[str, Any]],
    open_pairs: set[tuple[str, str]],
) -> RawWindow:
    return RawWindow(
        id=item["id"],
        fold=item["fold"],
        lang=item.get("lang") or "en",
        title=item["title"] or "",
        second=second,
        second_field=second_field,
        events=[dict(event) for event in events],
        open_pairs=set(open_pairs),
        set_name=item["file"],
    )
