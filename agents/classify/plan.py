"""Which stretches of a body go through the encoder together.

In: a body and its readable lines. Out: stretches of whole sentences, each about as long as a
paragraph: short enough that a model sees who did what, long enough for "the company" to have a
name nearby (the title is put in front of each as context).
"""

from collections.abc import Sequence

from agents.classify.sentences import sentences

Stretch = tuple[int, int]
FULL = 320  # characters after which a stretch is closed


def stretches(body: str, lines: Sequence[Stretch]) -> list[Stretch]:
    """Stretches in order, not overlapping."""
    result: list[Stretch] = []
    open_from = open_to = -1
    for line_start, line_end in lines:
        for start, end in sentences(body, line_start, line_end):
            if open_from >= 0 and end - open_from > 2 * FULL:
                result.append((open_from, open_to))
                open_from = -1
            open_from = start if open_from < 0 else open_from
            open_to = end
            if open_to - open_from >= FULL:
                result.append((open_from, open_to))
                open_from = -1
    if open_from >= 0:
        result.append((open_from, open_to))
    return result
