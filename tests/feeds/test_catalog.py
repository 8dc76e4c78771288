"""Catalogs: the shipped lists, users' files, errors that name file and entry, OPML."""

from pathlib import Path

import pytest

from feeds.catalog import CatalogError, append, load, read_opml, shipped, to_toml, write_opml
from feeds.catalog.load import feed_id

ENTRY = '[[feed]]\ntitle = "A"\nurl = "https://a.example/feed"\n'


def test_the_shipped_lists_hold_at_least_250_feeds_of_40_countries() -> None:
    """All ids differ, all addresses differ, every feed says how sure its address is."""
    catalog = load()
    assert (
        len(catalog) >= 250,
        len({feed.country[:2] for feed in catalog if feed.country}) >= 40,
        len({feed.url for feed in catalog}) == len(catalog),
        all(0 < feed.confidence <= 1 and feed.authority and feed.language for feed in catalog),
    ) == (True, True, True, True)


def test_a_shipped_list_is_chosen_by_name() -> None:
    """`uk` is feeds/catalog/uk.toml."""
    assert {feed.country for feed in load(["uk"])} == {"GB"}


def test_every_shipped_list_loads_alone() -> None:
    """No list depends on another."""
    assert sum(len(load([name])) for name in shipped()) == len(load())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not toml [", "not TOML"),
        ("title = 'x'", r"no \[\[feed\]\] tables"),
        ("allow_privat = true\n" + ENTRY, "unknown key 'allow_privat'"),
        ('[[feed]]\ntitle = "A"\nurl = "ftp://a.example"', r"feed 1 \(A\).*url 'ftp://a.example'"),
        ('[[feed]]\ntitle = "A"\n', r"feed 1 \(A\): url: Field required"),
        (ENTRY + "rat = 3", r"feed 1 \(A\): rat: Unexpected keyword"),
        (ENTRY + 'kind = "blog"', r"feed 1 \(A\): kind: Input should be 'financial'"),
        (ENTRY + "confidence = 2", r"confidence: Input should be less than or equal to 1"),
        (ENTRY + 'country = "Germany"', r"country"),
        (ENTRY + 'id = "Not a slug!"', r"id: String should match"),
        (ENTRY + 'format = "listing"', r"needs \[feed.select\]"),
        (ENTRY + ENTRY, r"feed 2 \(A\): the id is taken by .*feed 1"),
    ],
)
def test_a_wrong_catalog_names_file_entry_and_field(
    tmp_path: Path, text: str, message: str
) -> None:
    """What the user reads says where to look and what to change."""
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(CatalogError, match=message) as caught:
        load([file])
    assert "mine.toml" in str(caught.value)


def test_a_missing_path_names_the_shipped_lists() -> None:
    """A typing error in a list's name shows the names there are."""
    with pytest.raises(CatalogError, match="asia-pacific"):
        load(["asia-pazific"])


def test_defaults_of_a_file_hold_for_its_feeds(tmp_path: Path) -> None:
    """`allow_private` and the like above the feeds; a feed may say otherwise."""
    file = tmp_path / "mine.toml"
    second = '[[feed]]\ntitle = "B"\nurl = "https://b.example/"\nallow_private = false\n'
    file.write_text("allow_private = true\ninterval = 60\n" + ENTRY + second)
    found = [(feed.allow_private, feed.interval) for feed in load([file])]
    assert found == [(True, 60.0), (False, 60.0)]


def test_folders_text_lists_and_addresses_are_catalogs_too(tmp_path: Path) -> None:
    """All .toml files of a folder; one address a line; an address itself."""
    (tmp_path / "a.toml").write_text(ENTRY)
    (tmp_path / "b.toml").write_text(ENTRY.replace("a.example", "b.example"))
    (tmp_path / "c.txt").write_text("# mine\nhttps://c.example/rss  # good\n\n")
    catalog = load([tmp_path, tmp_path / "c.txt", "https://d.example/"])
    assert [feed.id for feed in catalog] == [
        "a-example-feed",
        "b-example-feed",
        "c-example-rss",
        "d-example",
    ]


def test_an_id_from_an_address_survives_the_scheme() -> None:
    """http, https and www name the same feed."""
    ids = {feed_id("http://www.x.example/feed"), feed_id("https://x.example/feed/")}
    assert ids == {"x-example-feed"}


def test_opml_goes_out_and_in_again(tmp_path: Path) -> None:
    """Exported feeds keep id, address, title, country, kind, rate and confidence."""
    file = tmp_path / "out.opml"
    feeds = list(load(["eu"]))
    file.write_bytes(write_opml(feeds))
    again = load([file])
    kept = ("id", "url", "title", "authority", "country", "kind", "language", "confidence")
    assert [tuple(getattr(feed, name) for name in kept) for feed in feeds] == [
        tuple(getattr(feed, name) for name in kept) for feed in again
    ]


def test_opml_of_other_readers_is_read() -> None:
    """Nested outlines, text instead of title; outlines without an address are folders."""
    raw = (
        b'<opml version="1.0"><body><outline text="Law"><outline text="SEC" '
        b'xmlUrl="https://sec.example/rss"/></outline></body></opml>'
    )
    assert list(read_opml(raw, "x")) == [{"url": "https://sec.example/rss", "title": "SEC"}]


def test_opml_with_an_entity_bomb_is_harmless() -> None:
    """Entities are not expanded in a list that came by mail."""
    bomb = b'<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body>'
    raw = bomb + b'<outline text="&b;" xmlUrl="https://x.example/"/></body></opml>'
    assert [len(table.get("title", "")) < 10 for table in read_opml(raw, "x")] == [True]


def test_what_is_written_as_toml_is_read_as_the_same(tmp_path: Path) -> None:
    """Every field survives, selectors too."""
    feeds = [*load(["asia-pacific"])]
    file = tmp_path / "copy.toml"
    file.write_text(to_toml(feeds))
    assert list(load([file])) == feeds


def test_appending_skips_what_is_listed(tmp_path: Path) -> None:
    """Adding a feed twice lists it once."""
    file = tmp_path / "mine" / "feeds.toml"
    feeds = list(load(["uk"]))[:3]
    assert (append(file, feeds[:2]), append(file, feeds), len(load([file]))) == (2, 1, 3)
