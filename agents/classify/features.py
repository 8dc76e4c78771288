"""What the head is told about a candidate span beside the encoder's states.

Four small integers a span: how it stands to the registry, its length, the part it is in, and
whether it opens a sentence. Sizes of the vocabularies are in `SIZES`.
"""

from collections.abc import Mapping

from agents.classify.spans import Span
from agents.classify.window import Known, Window

SIZES = (8, 8, 3, 2)
NO_HIT, COMPANY, DOUBTFUL, AUTHORITY, LONGER, HOLDS_AUTHORITY, LEGAL_FORM = range(7)
_FORMS_LIST = (
    "inc corp corporation company co ltd limited llc llp lp plc ag sa nv bv gmbh spa srl ab oy asa "
    "group holdings bank university hospital"
)
_FORMS = frozenset(_FORMS_LIST.split())


def span_features(window: Window) -> list[tuple[int, ...]]:
    """The four features of every candidate span, in order."""
    exact = {(k.first, k.last): k for k in window.known}
    by_word: dict[int, Known] = {}
    for known in window.known:
        by_word.update(dict.fromkeys(range(known.first, known.last + 1), known))
    return [_features(window, span, exact, by_word) for span in window.spans]


def _features(
    window: Window, span: Span, exact: Mapping[Span, Known], by_word: Mapping[int, Known]
) -> tuple[int, ...]:
    first = window.words[span[0]]
    opens = span[0] == 0 or window.words[span[0] - 1].part != first.part
    return (
        _standing(window, span, exact, by_word),
        min(span[1] - span[0], SIZES[1] - 1),
        ("title", "summary", "body").index(window.parts[first.part].field),
        int(opens),
    )


def _standing(
    window: Window, span: Span, exact: Mapping[Span, Known], by_word: Mapping[int, Known]
) -> int:
    known = exact.get(span)
    if known is not None:
        if known.hit.kind != "company":
            return AUTHORITY
        return DOUBTFUL if known.hit.ambiguous else COMPANY
    inner = {by_word[at].hit.kind for at in range(span[0], span[1] + 1) if at in by_word}
    if inner:
        return LONGER if inner == {"company"} else HOLDS_AUTHORITY
    last = window.text((span[1], span[1])).lower()
    before = window.text((span[1] - 1, span[1] - 1)).lower() if span[1] > span[0] else ""
    return LEGAL_FORM if last in _FORMS or (last == "." and before in _FORMS) else NO_HIT
