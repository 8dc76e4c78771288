"""Compare names: a name as somebody wrote it in, a key that equal names share out.

Nothing here knows a company; only how names are written (legal forms, accents, punctuation).
"""

import functools
import re
import unicodedata

# Forms by how they are cased in print; "as", "se", "sa", "co" in small letters are plain words.
_TITLED = (
    "incorporated inc corporation corp company companies limited ltd ltda co cos holdings holding "
    "group gmbh mbh sarl sas aktiengesellschaft pte pty bhd sdn berhad tbk pjsc"
)
_CAPITAL = (
    "LLC LLP LP PLC AG SE KG OHG EV SA SAS SASU SARL SCS SCA GIE NV BV SPA SRL SL SLU SAU SGR AB "
    "ASA AS OY UAB SIA EAD PJSC OJSC OAO OOO ZAO JSC KK INC CORP LTD GMBH CO LTDA HOLDINGS "
    "LIMITED CORPORATION COMPANY"
)
_DOTTED = (
    "L.L.C L.L.P L.P P.L.C p.l.c e.V E.V S.A S.A.S S.A.S.U S.A.R.L s.a.r.l N.V n.v B.V b.v S.p.A "
    "S.p.a S.P.A s.p.a S.R.L S.r.l s.r.l S.L S.L.U S.A.U A/S a.s A.S s.r.o S.R.O d.o.o D.O.O d.d "
    "E.S.P K.K N.A Ges.m.b.H"
)
_MIXED = "plc inc ltd llc GmbH KGaA SpA SpA Oyj Oy ApS ehf ohf hf kft Kft Zrt Nyrt mbH eG"
_LEGAL_FORMS = "|".join(
    re.escape(form)
    for form in sorted(
        {"Sp. z o.o", *_TITLED.title().split(), *f"{_CAPITAL} {_DOTTED} {_MIXED}".split()},
        key=len,
        reverse=True,
    )
)
# What may follow a name and belongs to it: ", Inc.", " & Co. KG", " (UK) Ltd", " Co., Ltd.".
LEGAL_TAIL = re.compile(
    rf"(?:,?\s+(?:&\s+Co(?!\w)\.?|(?:\([A-Z][A-Za-z.]+\)\s+)?(?:{_LEGAL_FORMS})(?!\w)\.?))+"
)
_FORM_KEYS = frozenset(
    form.replace(".", "").replace("/", "").lower()
    for form in f"{_TITLED} {_CAPITAL} {_DOTTED} {_MIXED}".split()
)
_STRAIGHT = {
    **dict.fromkeys("‘’‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f\t\r\n", " "),
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
}


@functools.cache
def _fold_table() -> dict[int, str]:
    table = {ord(char): plain for char, plain in _STRAIGHT.items()}
    for code in range(0xC0, 0x250):
        plain = unicodedata.normalize("NFD", chr(code))[0]
        if plain != chr(code):
            table[code] = plain
    return table


def fold(text: str) -> str:
    """``text`` without accents, with straight quotes and hyphens; every offset stays the same."""
    if text.isascii() and "\n" not in text and "\t" not in text:
        return text
    return text.translate(_fold_table())


def full_key(text: str) -> str:
    """Key of a name with its legal form kept: ``Merck KGaA`` and ``Merck & Co`` stay apart."""
    plain = fold(unicodedata.normalize("NFC", text)).casefold()
    plain = re.sub(r"'s\b", "s", plain).replace("&", " and ").replace("+", " and ")
    plain = re.sub(r"[.'/]", "", plain)
    plain = " ".join(re.sub(r"[^\w]+", " ", plain).split())
    return plain.removeprefix("the ")


def normalise_name(text: str) -> str:
    """Key that spellings of one name share: no case, accents, legal forms or leading "the".

    >>> normalise_name("The Coca-Cola Co.")
    'coca cola'
    """
    words = full_key(text).split()
    while len(words) > 1 and (words[-1] in _FORM_KEYS or words[-1] == "and"):
        words.pop()
    return " ".join(words)
