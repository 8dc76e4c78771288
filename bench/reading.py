"""`python -m bench.reading CORPUS`: speed of reading on one core, and quality beside yardsticks.

Prints items a second on the unselected stream, on titles that all tell of an event, and on full
articles; start-up time and memory; and for the labelled sets the figures of the reader and of a
keyword filter that takes the nearest capitalised name. quantulum3 is measured beside our money
grammar on the same summaries.
"""

import json
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from quantulum3 import parser

from agents.classify import load
from agents.classify.money import find_money
from schemas.item import Item
from schemas.mention import Evidence, Mention
from schemas.words import Kind
from scoring import LabelledItem, load_labelled, score

SETS = ("headlines", "regulator", "stories", "stories2", "more", "multilingual", "long", "long2")
_KEYWORDS = (
    (Kind.SETTLEMENT, re.compile(r"\bsettl", re.IGNORECASE)),
    (Kind.FINE, re.compile(r"\bfine[sd]?\b|\bpenalt", re.IGNORECASE)),
    (Kind.LAWSUIT, re.compile(r"\bsu(?:e[sd]?|ing|it)\b|lawsuit", re.IGNORECASE)),
)
_NAME = re.compile(r"[A-Z][\w&.'-]*(?: [A-Z][\w&.'-]*)*")


def main() -> None:
    """Run everything over the corpus in the folder given."""
    corpus = Path(sys.argv[1])
    begun = time.perf_counter()
    reader = load()
    reader.read(Item(id="warm", title="Acme fined $5 million by the FTC"))
    print(f"start-up with the first item   {time.perf_counter() - begun:.2f} s")
    labelled = {name: _labelled(corpus / f"{name}.jsonl") for name in SETS}
    _speeds(corpus, reader.read, labelled)
    print(f"peak memory                    {_megabytes():.0f} MB\n")
    yardsticks = {
        "learned": reader.read,
        "keyword": keyword,
    }
    for name, items in labelled.items():
        for who, read in yardsticks.items():
            _quality(name, who, items, read)
    _money(labelled)


def keyword(item: Item) -> list[Mention]:
    """The plain filter: a cue word, and the capitalised name nearest before it, else after it."""
    text = item.title or item.summary
    for kind, pattern in _KEYWORDS:
        if match := pattern.search(text):
            names = [(m.start(), m.group()) for m in _NAME.finditer(text) if m.start() != 0]
            names = names or [(m.start(), m.group()) for m in _NAME.finditer(text)]
            if names:
                _, name = min(names, key=lambda named: abs(named[0] - match.start()))
                return [_mention(item, kind, name, text)]
    return []


def _mention(item: Item, kind: Kind, name: str, text: str) -> Mention:
    evidence = Evidence(field="title", start=0, end=len(text), text=text)
    return Mention(
        id=item.id, item=item.id, kind=kind, company=name, group=name, evidence=evidence, rule="key"
    )


def _labelled(path: Path) -> list[LabelledItem]:
    with path.open(encoding="utf-8") as lines:
        return list(load_labelled(lines, name=path.name))


def _speeds(
    corpus: Path,
    read: Callable[[Item], Sequence[Mention]],
    labelled: dict[str, list[LabelledItem]],
) -> None:
    lines = (corpus / "stream.jsonl").read_text(encoding="utf-8").splitlines()
    raw = [json.loads(line) for line in lines]
    stream = [Item(id=d["id"], title=d["title"], summary=d["summary"] or "") for d in raw]
    titles = [i.item for name in ("stories", "stories2") for i in labelled[name] if i.events]
    articles = [i.item for i in labelled["long2"] if len(i.item.body) >= 2000]
    articles = [Item(id=i.id, title=i.title, body=i.body[:4000]) for i in articles]
    for name, items in (("stream", stream), ("event titles", titles), ("full articles", articles)):
        begun = time.process_time()
        told = sum(bool(read(item)) for item in items)
        rate = len(items) / (time.process_time() - begun)
        print(f"{name:14} {len(items):6} items {rate:8,.0f} a second, {told} with an event")


def _quality(
    name: str, who: str, items: Iterable[LabelledItem], read: Callable[[Item], Sequence[Mention]]
) -> None:
    f = score(items, read).overall
    print(
        f"{name:13} {who:8} P {f.precision:.3f} R {f.recall:.3f} F1 {f.f1:.3f} "
        f"amount {f.share('amount'):.3f} bucket {f.share('bucket'):.3f} silent {f.silence:.3f}"
    )


def _money(labelled: dict[str, list[LabelledItem]]) -> None:
    """Share of the labelled amounts that each money reader finds at all in the same texts."""
    wanted = [(i, e) for i in labelled["headlines"] for e in i.events if e.amount is not None]
    ours = theirs = 0
    for labelled_item, event in wanted:
        text = f"{labelled_item.item.title}\n{labelled_item.item.summary}"
        ours += any(m.amount == event.amount for m in find_money(text))
        theirs += any(abs(q.value - float(event.amount or 0)) < 0.01 for q in parser.parse(text))
    print(f"\nlabelled amounts found in {len(wanted)}: ours {ours}, quantulum3 {theirs}")


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
