"""The names and signs of currencies and magnitudes, and the patterns built from them.

Full names ("South Korean won", "francs suisses") come from Babel's tables in six languages; the
short ones that Babel does not have ("dollars", "Rs", "crore") are listed here. "Dollar" alone is
the US dollar, "pound" the British, "rupee" the Indian one: as the press writes.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from babel import Locale

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")

SIGNS = {
    "US$": "USD", "$US": "USD", "U.S.$": "USD", "USD$": "USD", "A$": "AUD", "$A": "AUD",
    "AU$": "AUD", "AUD$": "AUD", "C$": "CAD", "$C": "CAD", "CA$": "CAD", "Cdn$": "CAD",
    "CDN$": "CAD", "CAD$": "CAD", "Can$": "CAD", "NZ$": "NZD", "$NZ": "NZD", "HK$": "HKD",
    "$HK": "HKD", "S$": "SGD", "SG$": "SGD", "NT$": "TWD", "T$": "TWD", "R$": "BRL", "Mex$": "MXN",
    "MX$": "MXN", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW",
    "₽": "RUB", "₺": "TRY", "₴": "UAH", "₦": "NGN", "₪": "ILS", "₫": "VND", "฿": "THB",
    "₱": "PHP", "zł": "PLN", "Kč": "CZK", "Rs.": "INR", "Rs": "INR", "RM": "MYR", "Rp": "IDR",
    "SFr": "CHF", "Sfr": "CHF", "Fr.": "CHF", "Tk": "BDT", "KSh": "KES", "Ksh": "KES", "Sh": "KES",
    "RMB": "CNY", "CN¥": "CNY", "JP¥": "JPY", "DM": "DEM", "R": "ZAR", "Dh": "AED", "Dhs": "AED",
    "KShs": "KES", "Kshs": "KES", "Shs": "KES", "USh": "UGX", "UShs": "UGX", "Ush": "UGX",
    "TSh": "TZS", "TShs": "TZS", "Tsh": "TZS", "SR": "SAR", "NIS": "ILS", "B/.": "PAB",
    "S/.": "PEN", "S/": "PEN", "GH¢": "GHS", "GH₵": "GHS", "GHc": "GHS", "₵": "GHS", "₲": "PYG",
    "₡": "CRC", "₸": "KZT", "₾": "GEL", "₮": "MNT", "៛": "KHR", "₭": "LAK", "৳": "BDT",
    "J$": "JMD", "TT$": "TTD", "EC$": "XCD", "N$": "NAD", "Z$": "ZWL", "RD$": "DOP", "FJ$": "FJD",
    "COL$": "COP", "COP$": "COP", "CLP$": "CLP", "AR$": "ARS", "ARS$": "ARS", "MXN$": "MXN",
    "U$S": "USD", "Bs.": "BOB", "LKR": "LKR", "Php": "PHP", "K.Sh": "KES", "MOP$": "MOP",
    "QR": "QAR", "KD": "KWD", "FRw": "RWF", "Frw": "RWF", "FCFA": "XAF", "ECU": "XEU",
}  # fmt: skip

# One letter is a currency only when a real sum follows at once: "N766m", "R500 000", "P14.15-M".
LETTERS = {"R": "ZAR", "N": "NGN", "P": "PHP", "W": "KRW", "K": "ZMW"}

WORDS = {
    "dollar": "USD", "dollars": "USD", "dlrs": "USD", "dlr": "USD",
    "dólares": "USD", "dólar": "USD",
    "dollari": "USD", "dollaro": "USD", "us dollars": "USD", "u.s. dollars": "USD",
    "us dollar": "USD", "u.s. dollar": "USD", "us-dollar": "USD", "american dollars": "USD",
    "dollars américains": "USD", "bucks": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP",
    "pounds": "GBP", "sterling": "GBP", "pounds sterling": "GBP", "stg": "GBP", "quid": "GBP",
    "pfund": "GBP", "pfund sterling": "GBP", "livres": "GBP", "livres sterling": "GBP",
    "libras": "GBP", "libras esterlinas": "GBP", "sterline": "GBP", "pond": "GBP", "yen": "JPY",
    "yuan": "CNY", "renminbi": "CNY", "rmb": "CNY", "won": "KRW", "rupees": "INR", "rupee": "INR",
    "rupien": "INR", "rand": "ZAR", "reais": "BRL", "real": "BRL", "francs": "CHF",
    "swiss francs": "CHF", "franken": "CHF", "schweizer franken": "CHF", "francs suisses": "CHF",
    "franchi": "CHF", "franchi svizzeri": "CHF", "kronor": "SEK", "kroner": "NOK",
    "danish crowns": "DKK", "swedish crowns": "SEK", "norwegian crowns": "NOK",
    "czech crowns": "CZK", "crowns": "CZK", "zloty": "PLN", "zlotys": "PLN", "zlotych": "PLN",
    "złoty": "PLN", "lira": "TRY", "liras": "TRY", "roubles": "RUB", "rubles": "RUB",
    "rouble": "RUB", "ruble": "RUB", "rubel": "RUB", "pesos": "MXN", "shekels": "ILS",
    "ringgit": "MYR", "baht": "THB", "rupiah": "IDR", "dirhams": "AED", "dirham": "AED",
    "riyals": "SAR", "naira": "NGN", "forints": "HUF", "forint": "HUF", "lei": "RON", "leu": "RON",
    "leva": "BGN", "hryvnia": "UAH", "hryvnias": "UAH", "pence": "", "cents": "", "marks": "DEM",
    "deutsche marks": "DEM", "french francs": "FRF", "canadian dollars": "CAD",
    "australian dollars": "AUD", "aussie dollars": "AUD", "hong kong dollars": "HKD",
    "kč": "CZK", "zł": "PLN", "kr": "SEK", "peso": "MXN", "crown": "SEK", "krona": "SEK",
    "krone": "NOK", "danske kroner": "DKK", "franc": "CHF", "shekel": "ILS", "riyal": "SAR",
    "saudi riyals": "SAR", "riel": "KHR", "riels": "KHR", "kwacha": "ZMW", "tenge": "KZT",
    "taka": "BDT", "kyat": "MMK", "kyats": "MMK", "dong": "VND", "birr": "ETB", "cedi": "GHS",
    "cedis": "GHS", "ghana cedis": "GHS", "lari": "GEL", "manat": "AZN", "manats": "AZN",
    "denars": "MKD", "pula": "BWP", "quetzal": "GTQ", "quetzals": "GTQ", "quetzales": "GTQ",
    "lempiras": "HNL", "córdobas": "NIO", "cordobas": "NIO", "bolivianos": "BOB",
    "bolívares": "VES", "bolivares": "VES", "bolivars": "VES", "guaraníes": "PYG",
    "guaranies": "PYG", "guaranis": "PYG", "colones": "CRC", "balboas": "PAB", "soles": "PEN",
    "nuevos soles": "PEN", "gourdes": "HTG", "tugriks": "MNT", "tugrik": "MNT", "vatu": "VUV",
    "kina": "PGK", "meticais": "MZN", "meticals": "MZN", "kwanza": "AOA", "kwanzas": "AOA",
    "dalasi": "GMD", "dalasis": "GMD", "ariary": "MGA", "afghani": "AFN", "afghanis": "AFN",
    "somoni": "TJS", "rufiyaa": "MVR", "patacas": "MOP", "leones": "SLE", "guilders": "NLG",
    "gulden": "NLG", "markka": "FIM", "markkas": "FIM", "drachmas": "GRD", "pesetas": "ESP",
    "ptas": "ESP", "escudos": "PTE", "lire": "ITL", "punts": "IEP", "schillings": "ATS",
    "schilling": "ATS", "ecus": "XEU", "ecu": "XEU", "shillings": "KES", "shilling": "KES",
    "dinars": "RSD", "dinar": "RSD", "rials": "IRR", "toman": "IRR", "tomans": "IRR",
    "dinares": "RSD", "coronas": "SEK", "couronnes": "SEK", "kronen": "SEK", "corone": "SEK",
    "ryals": "SAR", "roupies": "INR", "rupias": "INR", "rupie": "INR", "rublos": "RUB",
    "rubli": "RUB", "yenes": "JPY", "yens": "JPY", "yuanes": "CNY", "wones": "KRW",
    "francos suizos": "CHF", "zwitserse frank": "CHF", "liras turcas": "TRY",
    "pesos argentinos": "ARS", "pesos chilenos": "CLP",
    "pesos colombianos": "COP", "pesos mexicanos": "MXN", "pesos uruguayos": "UYU",
    "francs cfa": "XAF", "cfa francs": "XAF", "fcfa": "XAF", "belgian francs": "BEF",
    "belgian franc": "BEF", "mdp": "MXN", "mdd": "USD",
}  # fmt: skip

# Currencies of one name: whose they are when the text tells of the country; else as in WORDS.
_NAMESAKES = {
    ("rs", "rs.", "rupee", "rupees"): {
        "INR": r"\bIndian?\b|Delhi|Mumbai|Sebi\b|SEBI\b",
        "PKR": r"Pakistan|Karachi|Lahore|Islamabad|ISLAMABAD|KARACHI|LAHORE|PESHAWAR",
        "LKR": r"Sri Lanka|Colombo",
        "NPR": r"Nepal|Kathmandu",
        "MUR": r"Mauriti",
    },
    ("peso", "pesos"): {
        "ARS": r"Argentin|Buenos Aires",
        "CLP": r"Chile|Santiago|\bSernac\b|\bSERNAC\b",
        "COP": r"Colombia|Bogot|Medell|Superintendencia de Industria|\bSIC\b",
        "PHP": r"Philippin|Manila|MANILA|Filipin",
        "UYU": r"Urugua|Montevideo",
        "DOP": r"Dominican|Santo Domingo",
        "MXN": r"M[eé]xic|\bProfeco\b|\bCofece\b|\bPROFECO\b",
    },
    ("shilling", "shillings", "sh", "shs"): {
        "UGX": r"Uganda|Kampala",
        "TZS": r"Tanzania|Dar es Salaam",
        "SOS": r"Somali|Mogadishu",
    },
    ("crown", "crowns", "kr", "krone", "kroner", "krona", "kronor", "coronas", "couronnes",
     "kronen", "corone"): {
        "SEK": r"Swed|SWED|Stockholm|Gothenburg|Schwed|Suède|suédois|Suecia|Svezia|Zweed|Zweden",
        "DKK": r"Denmark|Danish|DANISH|Danske|Copenhagen|[Dd]änisch|Dänemark|"
               r"Danemark|danois|Dinamarca",
        "NOK": r"Norway|Norwegian|Oslo|Norwegen|norweg|Norvège|norvég|Noruega",
        "CZK": r"Czech|Prague|Tschech|tchèque|Prag\b",
        "ISK": r"Iceland|Reykjav",
    },
    ("dirham", "dirhams"): {"MAD": r"Maroc|Morocc|Marruecos|Casablanca|Rabat"},
    ("kwacha", "k"): {"MWK": r"Malawi|Lilongwe|Blantyre", "PGK": r"Papua|Port Moresby"},
    ("dinar", "dinars", "dinares"): {
        "KWD": r"Kuwait", "BHD": r"Bahrain", "JOD": r"Jordan|Amman", "IQD": r"Iraq|Baghdad",
        "TND": r"Tunis", "DZD": r"Alg[ée]ri|Algiers", "LYD": r"Libya",
    },
    ("franc", "francs"): {
        "CHF": r"Swiss|SWISS|Switzerland|Suisse|Schweiz|Svizzer|Suiza|Zurich|Geneva|FINMA|Finma",
        "BEF": r"Sabena|Belgian franc", "XAF": r"Camero+u?n|Gabon|Congo|Tchad",
        "XOF": r"S[ée]n[ée]gal|Ivoir|Ivory Coast|Mali\b|Bénin|Burkina|Togo",
    },
    ("riyal", "riyals", "rial", "rials"): {
        "QAR": r"Qatar|Doha", "OMR": r"\bOman", "YER": r"Yemen", "IRR": r"\bIran|Tehran",
    },
    ("p",): {"BWP": r"Botswana|Gaborone"},
}  # fmt: skip

MAGNITUDES = {
    "k": 10**3, "thousand": 10**3, "tausend": 10**3, "tsd": 10**3, "tsd.": 10**3, "mille": 10**3,
    "mila": 10**3, "mil": 10**3, "duizend": 10**3, "hundred thousand": 10**5, "hundred": 100,
    "m": 10**6, "mm": 10**6, "mn": 10**6, "mln": 10**6, "mil.": 10**6, "mill": 10**6,
    "million": 10**6, "millions": 10**6, "millionen": 10**6, "mio": 10**6, "mio.": 10**6,
    "millones": 10**6, "millón": 10**6, "milioni": 10**6, "milione": 10**6, "miljoen": 10**6,
    "millón de": 10**6, "m.": 10**6, "hundred million": 10**8, "b": 10**9, "bn": 10**9,
    "bln": 10**9, "bil": 10**9, "billion": 10**9, "billions": 10**9, "milliarde": 10**9,
    "milliarden": 10**9, "mrd": 10**9, "mrd.": 10**9, "milliard": 10**9, "milliards": 10**9,
    "miliardi": 10**9, "miliardo": 10**9, "mld": 10**9, "mld.": 10**9, "miljard": 10**9,
    "md": 10**9, "mds": 10**9, "mil millones": 10**9, "billionen": 10**12, "billón": 10**12,
    "billones": 10**12, "trillion": 10**12,
    "trillions": 10**12, "tn": 10**12, "trn": 10**12, "tr": 10**12, "billlion": 10**9,
    "crore": 10**7, "crores": 10**7,
    "cr": 10**7, "lakh": 10**5, "lakhs": 10**5, "lac": 10**5, "lakh crore": 10**12,
}  # fmt: skip


@cache
def _codes() -> frozenset[str]:
    return frozenset(Locale.parse("en").currencies)


@cache
def _full_names() -> dict[str, str]:
    """Names of two words and more, lower-cased, from Babel: "indian rupees" -> INR."""
    result: dict[str, str] = {}
    for language in LANGUAGES:
        locale = Locale.parse(language)
        plurals = locale._data["currency_names_plural"]
        for code, forms in plurals.items():
            for name in forms.values():
                if " " in name and "(" not in name:
                    result.setdefault(name.lower(), code)
                    if name.endswith(" dollars"):  # as the wires write
                        result.setdefault(name[:-7].lower() + "dlrs", code)
        for code, name in locale.currencies.items():
            if " " in name and "(" not in name:
                result.setdefault(name.lower(), code)
    return result


def currency_of(written: str) -> str | None:
    """The ISO 4217 code of a sign, code or name as written; None for pence and strangers."""
    if written in SIGNS:
        return SIGNS[written]
    upper = written.upper()
    if len(written) == 3 and upper in _codes():
        return upper
    lower = re.sub(r"\s+", " ", written.lower())
    return WORDS.get(lower) or _full_names().get(lower) or None


@cache
def _namesakes() -> dict[str, dict[str, re.Pattern[str]]]:
    return {
        word: {code: re.compile(pattern) for code, pattern in places.items()}
        for words, places in _NAMESAKES.items()
        for word in words
    }


def at_home(written: str, code: str, text: str) -> str:
    """The code for a currency word that several countries use, by the one `text` names first."""
    places = _namesakes().get(written.lower(), {})
    named = {other: found.start() for other, at in places.items() if (found := at.search(text))}
    return min(named, key=named.__getitem__, default=code)


def magnitude_of(written: str) -> Decimal:
    """The factor of a magnitude as written. Raises `KeyError` for a stranger."""
    key = re.sub(r"\s+", " ", written)
    if key == "Billion":  # capital B: English title case far more often than German
        return Decimal(10**9)
    return Decimal(MAGNITUDES[key.lower()])


def factor_of(currency: str) -> Decimal:
    """A million for Mexico's "mdp" and "mdd", millions of pesos and of dollars; else one."""
    return Decimal(10**6 if currency.lower() in {"mdp", "mdd"} else 1)


_FOREIGN = re.compile(
    r"million(?:en|es)|millones|bill(?:ón|ones)|mil millones|millón|mili(?:oni|one|ardi|ardo)|"
    r"milliard|miljoen|miljard|m(?:io|rd)\.?$|"
    r"m(?:ds?|ld)\.?$|tausend|mille$|mila$|duizend",
    re.IGNORECASE,
)


def is_english(magnitude: str) -> bool:
    """Whether a magnitude is written the English way, where the point is the decimal sign."""
    return _FOREIGN.match(magnitude) is None


def _any(words: Iterable[str]) -> str:
    """An alternation, longest first; one branch a first letter, so that most are never tried."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_first.items())


_ISO = (
    "USD|EUR|GBP|JPY|CNY|INR|CHF|CAD|AUD|NZD|HKD|SGD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|"
    "RUB|TRY|BRL|MXN|ZAR|KRW|TWD|THB|MYR|IDR|PHP|"
    "ILS|AED|SAR|NGN|KES|UAH|VND|PKR|BDT|EGP|CLP|COP|ARS|PEN|ISK|HRK|"
    "GHS|UGX|TZS|RWF|ZMW|XAF|XOF|MAD|TND|DZD|QAR|KWD|BHD|OMR|JOD|LBP|IQD|IRR|LKR|NPR|MMK|KHR|MNT|"
    "KZT|UZS|GEL|AZN|BYN|MDL|RSD|MKD|PYG|UYU|CRC|GTQ|HNL|NIO|DOP|JMD|TTD|MUR|MWK|MZN|AOA|BWP|XEU|"
    "DEM|FRF|ITL|ESP|NLG|BEF|IEP|ATS|PTE|FIM|GRD"
)


@cache
def before_number() -> re.Pattern[str]:
    """Matches a currency that ends where a number starts: "US$", "EUR ", "Rs. "."""
    signs = _any(set(SIGNS) - {"R"})
    words = "euros?|Euros?|dollars?|rupees|won|yen|rand"
    space = r"[\s\u00a0]?-?"
    letters = "".join(set(LETTERS) - {"R"})
    return re.compile(
        rf"(?<![A-Za-z])(?:(?P<currency>{signs}|{_ISO}|{words}){space}|"
        rf"(?P<letter>R|(?<![\w.&'’/-])[{letters}]))$"
    )


@cache
def after_number() -> re.Pattern[str]:
    """Matches what follows a number: a magnitude, a currency, or both."""
    long_words = _any({*WORDS, *_full_names()})
    magnitudes = _any(MAGNITUDES)
    signs = r"(?:US\$|\$US|€|£|\$|¥|₽|₹|₺)(?!\d)|zł|Kč|kr\b"  # "$7" is the next sum
    currency = rf"(?P<currency>(?i:{long_words})\b|(?:{_ISO})\b|{signs})"
    link = r"(?P<link>[\s\u00a0\u202f-]|\sde\s|\sd['’]|\sdi\s|\sin\s)?"
    gap = r"[\s\u00a0\u202f-]{0,3}(?:\([BMbm]\)[ -]?)?"
    return re.compile(
        rf"(?:{gap}(?P<magnitude>(?i:{magnitudes}))(?![^\W\d_]))?(?:{link}{currency})?"
    )
