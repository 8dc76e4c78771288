"""How far a sum stands from a candidate span, in ten steps that the head has embeddings for."""

from agents.classify.window import Window

_STEPS = (2, 5, 12, 30)


def gap_of(window: Window, span: tuple[int, int], word: int) -> int:
    """0..3 the sum follows ever farther behind, 4 beyond; 5..8 it precedes; 9 another part."""
    if window.words[span[0]].part != window.words[word].part:
        return 9
    follows = word > span[1]
    gap = word - span[1] if follows else span[0] - word
    step = next((at for at, limit in enumerate(_STEPS) if gap <= limit), len(_STEPS))
    return step if follows else min(5 + step, 8)
