"""Text -> the numbers written in it, in figures or in words, with their exact values.

Out: (start, end, value). What a number counts is not asked here: `money` looks at what stands
before and after it.
"""

import re
from decimal import Decimal, InvalidOperation

from agents.classify import money_names as names

_NUMBER = re.compile(
    # "GBP 1 . 4m": one agency's wire is stored with its points spaced out
    r"(?<![\w.,])\d{1,3} \. \d{1,2}(?=\s?(?:m|bn|million|billion)\b)|"
    # "3 mil 500 millones", "26 milioni e 500 mila"
    r"(?<![\w.,])\d{1,3} mil \d{3}\b|"
    r"(?<![\w.,])\d{1,3} mil(?:ioni e|lones(?: y| con)?) \d{3}(?= ?mil(?:a\b|\b))|"
    # "Rs 6,00,000": Indian groups
    r"(?<![\d.,])\d{1,2}(?:,\d{2})+,\d{3}(?![\d,])|"
    r"(?<![\w.,])(?:\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?![\d])"
    r"|(?:(?<=[A-Za-z$€£¥])|(?<=s\.)|(?<=/\.)|(?<=Fr\.))"
    r"(?:\d{1,3}(?:[, \u00a0]\d{3})+(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3})+|\d+(?:[.,]\d+)?)(?![\d])"
)
WORD_VALUES = {
    word: value
    for value, words in {
        "0.5": "half a,half an,halbe,demi",
        "1": "a,an,one,eine,einer,ein,un,une,una,uno,een",
        "2": "two,zwei,deux,dos,due,twee",
        "3": "three,drei,trois,tres,tre,drie",
        "4": "four,vier,quatre,cuatro,quattro",
        "5": "five,fünf,cinq,cinco,cinque,vijf",
        "6": "six,sechs,seis,sei,zes",
        "7": "seven,sieben,sept,siete,sette,zeven",
        "8": "eight,acht,huit,ocho,otto",
        "9": "nine,neun,neuf,nueve,nove,negen",
        "10": "ten,zehn,dix,diez,dieci,tien",
        "11": "eleven,elf",
        "12": "twelve,zwölf,douze,doce,dodici,twaalf",
        "15": "fifteen,fünfzehn,quinze,quince",
        "20": "twenty,zwanzig,vingt,veinte,venti,twintig",
        "30": "thirty",
        "40": "forty",
        "50": "fifty",
        "60": "sixty",
        "70": "seventy",
        "80": "eighty",
        "90": "ninety",
        "100": "hundred,hundert,cent,cien,cento,honderd",
    }.items()
    for word in words.split(",")
}
_SPOKEN = (  # a broadcaster's script spells out "(b) billion"
    r"(?:hundred|thousand|half)?[ -]?(?:\([bm]\)[ -]?)?"
    r"(?:million|mln|mn|bill+ion|bln|bn|trillion|"
    r"milliard|millón|millones|milione|milioni|miliard|miljoen|miljard|crore|lakh|thousand)"
)
_WORDS = re.compile(
    r"\b(" + "|".join(sorted(WORD_VALUES, key=len, reverse=True)) + rf")(?=[ -]{_SPOKEN})",
    re.IGNORECASE,
)
_SCALE = re.compile(r"(?i:mil|mln|mn|bill+i|bln|bn|trilli|crore|lakh|thousand)")
_WHOLE = re.compile(  # "Caltech's billion-dollar verdict" is one billion
    r"(?<=['’]s )(?=(?:million|billion)-(?:dollar|euro|pound)\s"
    r"(?:win|verdict|award|judge?ment|fine|penalty|settlement|lawsuit|suit|claim|payout|damages)\b)",
    re.IGNORECASE,
)
_LONE = re.compile(r"(\d{1,3})([.,])(\d{3})")
_HALF = re.compile(r"[ -]and[ -]a[ -]half\b", re.IGNORECASE)


def numbers(text: str) -> list[tuple[int, int, Decimal]]:
    """Every number of `text` in figures, and those in words that stand before a magnitude."""
    found = []
    for match in _NUMBER.finditer(text):
        value = number(match.group())
        if value is not None:
            found.append(_with_half(text, match, value))
    if _SCALE.search(text):
        found.extend((m.start(), m.start(), Decimal(1)) for m in _WHOLE.finditer(text))
        found.extend(
            (m.start(), m.end(), Decimal(WORD_VALUES[m[1].lower()])) for m in _WORDS.finditer(text)
        )
        found.sort()
    return found


def _with_half(text: str, match: re.Match[str], value: Decimal) -> tuple[int, int, Decimal]:
    """One number of "12-and-a-half million"."""
    half = _HALF.match(text, match.end())
    if half is None:
        return match.start(), match.end(), value
    return match.start(), half.end(), value + Decimal("0.5")


def number(written: str) -> Decimal | None:
    """The value of a written number, decimal comma or point; None when it is neither.

    "1.234.567,89" and "1,234,567.89" are the same; one separator before exactly three digits
    groups thousands ("2,700"), before anything else it is the decimal sign ("2,5").
    """
    text = re.sub(r" mil[a-z]*(?: (?:e|y|con))? |[\s'’\u00a0\u202f]", "", written)
    if "," in text and "." in text:
        decimal_sign = "," if text.rfind(",") > text.rfind(".") else "."
        text = text.replace("." if decimal_sign == "," else ",", "").replace(",", ".")
    elif text.count(",") > 1 or text.count(".") > 1:
        text = text.replace(",", "").replace(".", "")
    elif "," in text or "." in text:
        head, tail = re.split(r"[.,]", text)
        grouped = len(tail) == 3 and head not in {"0", ""} and len(head) <= 3
        text = head + tail if grouped else f"{head}.{tail}"
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def scaled(written: str, magnitude: str, link: str = "") -> Decimal | None:
    """A number before a magnitude: a lone separator before three digits is decimal or not by the
    magnitude's language: "1.234 billion", "8,834 milliards" but "1,060 million", "2.420 millones".
    `link` is what joins the magnitude to its currency: "million d'euros" is French.
    """
    lone = _LONE.fullmatch(written)
    if lone is None:
        return number(written)
    english = names.is_english(magnitude) and link.strip() in {"", "-"}
    point = "." if english else ","
    return Decimal(f"{lone[1]}.{lone[3]}" if lone[2] == point else lone[1] + lone[3])


def by_magnitude(written: str, magnitude: str) -> Decimal | None:
    """The value of "2,5" "Millionen" or of "cinco" "millones"."""
    word = WORD_VALUES.get(written.lower())
    value = Decimal(word) if word else scaled(written, magnitude)
    return None if value is None else value * names.magnitude_of(magnitude)
