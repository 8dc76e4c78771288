"""Words -> piece ids of the encoder's vocabulary, remembered, since words repeat."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import WordPiece

UNKNOWN = 100  # its place in BERT vocabularies

Pieces = Callable[[str], tuple[int, ...]]


def load_pieces(vocabulary: Path) -> Pieces:
    """A function from one word to its piece ids. Raises `OSError` without the file."""
    words = vocabulary.read_text(encoding="utf-8").splitlines()
    model = WordPiece({word: at for at, word in enumerate(words)}, **{"unk_token": words[UNKNOWN]})
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()

    @lru_cache(maxsize=65_536)
    def pieces(word: str) -> tuple[int, ...]:
        return tuple(tokenizer.encode(word, add_special_tokens=False).ids)

    return pieces
