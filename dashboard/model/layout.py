"""The model's tables. They are derived data: a file of another `LAYOUT` is thrown away and rebuilt.

Sums are kept twice: as REAL to sort and filter by, and exactly inside the record (`raw`) that every
figure shown is read from. The indexes are made once the log was read to its end: filling a table
that has them takes longer. Those on `cases` hold all that a ranking under a filter adds up, so that
the records themselves, which are large, are not read for it.
"""

from schemas.words import Bucket, Kind

LAYOUT = 9

SUM_COLUMNS = tuple(f"{kind}_{bucket}" for kind in Kind for bucket in Bucket)
_SUMS = ", ".join(f"{name} REAL NOT NULL, {name}_n INTEGER NOT NULL" for name in SUM_COLUMNS)

# The ranking is sorted by any of these, of all kinds or of one.
_SORTED = "".join(
    f"CREATE INDEX IF NOT EXISTS company_{name} ON company ({name}, slug);\n"
    for name in (*Bucket, *SUM_COLUMNS)
)

TABLES = f"""
CREATE TABLE position (
    topic TEXT, part INTEGER, next INTEGER, stamp INTEGER NOT NULL, PRIMARY KEY (topic, part)
);
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE company (
    id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, grp TEXT NOT NULL, standing REAL NOT NULL,
    pending REAL NOT NULL, closed REAL NOT NULL, cases INTEGER NOT NULL,
    first TEXT, last TEXT, {_SUMS}, line BLOB NOT NULL, raw BLOB NOT NULL
);

CREATE TABLE cases (
    rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, slug TEXT NOT NULL,
    company TEXT NOT NULL, status TEXT NOT NULL, stage TEXT NOT NULL, bucket TEXT NOT NULL,
    authority TEXT, jurisdiction TEXT, day TEXT NOT NULL, reported TEXT NOT NULL,
    usd REAL NOT NULL, usd_text TEXT, eur_text TEXT, confidence REAL NOT NULL,
    ambiguous INTEGER NOT NULL, raw BLOB NOT NULL
);

CREATE TABLE placement (
    mention TEXT PRIMARY KEY, case_id TEXT NOT NULL, published TEXT, confidence REAL NOT NULL,
    raw BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE alert (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, topic TEXT NOT NULL, part INTEGER NOT NULL,
    off INTEGER NOT NULL, kind TEXT NOT NULL, type TEXT NOT NULL, severity TEXT NOT NULL,
    slug TEXT NOT NULL, case_id TEXT NOT NULL, stage TEXT NOT NULL, bucket TEXT NOT NULL,
    authority TEXT, jurisdiction TEXT, usd REAL NOT NULL, at TEXT NOT NULL, logged INTEGER NOT NULL,
    raw BLOB NOT NULL
);

CREATE TABLE total (
    year TEXT, kind TEXT, bucket TEXT, n INTEGER NOT NULL, usd TEXT NOT NULL, eur TEXT NOT NULL,
    PRIMARY KEY (year, kind, bucket)
);
CREATE TABLE feed (id TEXT PRIMARY KEY, polled TEXT NOT NULL, raw BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE watchlist (name TEXT PRIMARY KEY, raw BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE letter (id TEXT PRIMARY KEY, stage TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;

CREATE VIRTUAL TABLE company_text USING fts5 (
    name, members, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE VIRTUAL TABLE case_text USING fts5 (
    company, party, titles, quotes, tokenize = 'unicode61 remove_diacritics 2', prefix = '3'
);
"""

INDEXES = (
    _SORTED
    + """
CREATE INDEX IF NOT EXISTS company_cases ON company (cases, slug);
CREATE INDEX IF NOT EXISTS company_last ON company (last, slug);
CREATE INDEX IF NOT EXISTS cases_slug ON cases
    (slug, day, status, kind, bucket, stage, usd, jurisdiction, authority, company);
CREATE INDEX IF NOT EXISTS cases_day ON cases (day, id);
CREATE INDEX IF NOT EXISTS cases_usd ON cases (usd, id);
CREATE INDEX IF NOT EXISTS cases_reported ON cases (reported, id);
CREATE INDEX IF NOT EXISTS cases_authority ON cases (status, authority);
CREATE INDEX IF NOT EXISTS cases_jurisdiction ON cases (status, jurisdiction);
CREATE INDEX IF NOT EXISTS placement_case ON placement (case_id, published);
CREATE INDEX IF NOT EXISTS placement_confidence ON placement (confidence);
CREATE INDEX IF NOT EXISTS alert_at ON alert (at, id);
CREATE INDEX IF NOT EXISTS alert_case ON alert (case_id);
CREATE INDEX IF NOT EXISTS alert_slug ON alert (slug, at);
CREATE INDEX IF NOT EXISTS alert_place ON alert (topic, part, off, seq);
"""
)

DATA_TABLES = (
    "position", "company", "cases", "placement", "alert", "total", "feed", "watchlist", "letter",
    "company_text", "case_text",
)  # fmt: skip
