"""Glosses of the five other languages: the data is sound, compounds and names come out right."""

import re
import tomllib
from pathlib import Path

import pytest

from agents.classify import gloss

FOLDER = Path(gloss.__file__).with_name("glosses")
LANGUAGES = ("de", "es", "fr", "it", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_one_gloss_of_plain_english(language: str) -> None:
    """Small letters on both sides, one to three English words, no word listed twice."""
    source = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    words = [word for listed in source["words"].values() for word in listed.split()]
    assert len(words) > 3_000
    assert all(word == word.lower() for word in words)
    assert all(re.fullmatch(r"[a-z0-9'-]+(?: [a-z0-9'-]+){0,2}", english) for english in
               source["words"])  # fmt: skip
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize(
    ("word", "language", "english"),
    [
        ("Klage", "de", "lawsuit"), ("Rekordstrafe", "de", "record fine"),
        ("Megabußgeld", "de", "fine"), ("amende", "fr", "fine"),
        ("demanda", "es", "lawsuit"), ("multa", "it", "fines"), ("boete", "nl", "fine"),
        ("Fenwick", "de", "Fenwick"), ("amende", "en", "amende"), ("amende", "pt", "amende"),
    ],
)  # fmt: skip
def test_words_are_glossed_and_names_are_not(word: str, language: str, english: str) -> None:
    """A compound by its last part; languages without a table stay as they are."""
    assert gloss.gloss_of(word, language) == english
