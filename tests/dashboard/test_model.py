"""The read model: current, restartable, tolerant, and its sums exact."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import orjson

import broker
from broker import Log, Message
from dashboard.model import CaseFilter, Model
from dashboard.model.companies import company_json, totals_json
from dashboard.model.paging import Page
from dashboard.model.windows import window
from schemas.case import Status
from schemas.codec import encode
from schemas.topics import Topics
from schemas.watchlist import WATCHLISTS, Watchlist
from schemas.words import Bucket, Kind, Stage
from tests.dashboard.conftest import until
from tests.dashboard.world import World, big, case, story, tally


def test_a_change_is_in_the_model_at_once(world: World, model: Model) -> None:
    """What is appended shows up without anybody asking (how soon: bench/api.py)."""
    world.change("c-zoom", stage=Stage.APPROVED)
    until(lambda: model.cases.get("c-zoom")["stage"] == "approved", seconds=10)
    until(lambda: model.companies.get("zoom").kinds[Kind.SETTLEMENT].standing.count == 1, 10)


def test_ranking_from_cases_equals_ranking_from_tallies(log: Log) -> None:
    """Adding up cases under a filter that lets everything through gives the tallies' figures."""
    world = World(log)
    world.tell(*story(), *big(60), alerts=False)
    model = Model(log, Topics())
    model.start()
    until(lambda: model.progress.caught_up)
    page = Page(sort="-standing", limit=500)
    wide = CaseFilter(since=dt.date(1900, 1, 1))
    from_tallies, _ = model.companies.page(CaseFilter(), page)
    from_cases, _ = model.companies.page(wide, page)
    model.close()
    assert [row["kinds"] for row in from_tallies] == [row["kinds"] for row in from_cases]


def test_totals_over_all_follow_every_replacement(world: World, model: Model) -> None:
    """The running totals equal a recount from the cases after changes and a withdrawal."""
    world.change("c-android", amount=Decimal(4_000_000_000), usd=Decimal(4_400_000_000))
    gone = replace(world.cases["c-amazon"], status=Status.WITHDRAWN)
    world.tell(gone, alerts=False)
    groups = {one.group for one in world.cases.values()}
    recounted = tally("all", [replace(one, group="all") for one in world.cases.values()])
    until(lambda: (found := model.companies.get("amazon")) and not found.kinds)
    assert len(groups) == 5
    assert totals_json(model.companies.totals()[""]) == totals_json(recounted.kinds)


def test_a_deleted_tally_leaves_ranking_search_and_totals(world: World, model: Model) -> None:
    """A record without a value takes its company out."""
    name = world.topics.tallies.name
    world.log.append([Message(topic=name, key=b"meta", value=None)])
    until(lambda: model.companies.get("Meta") is None)
    assert model.search.find("facebook")["companies"] == []
    standing = company_json(tally("Meta", world.cases.values()))["standing"]["usd"]
    left = sum(Decimal(c.usd or 0) for c in world.cases.values() if c.bucket is Bucket.STANDING)
    total = totals_json(model.companies.totals()[""])["standing"]["usd"]
    assert Decimal(total) == left - Decimal(standing)


def test_records_of_a_newer_contract_and_broken_ones_are_counted(
    world: World, model: Model
) -> None:
    """The screen goes on; what it could not read is counted by reason."""
    counts: dict[tuple[str, str], int] = {}
    model.listen(lambda done: counts.update(done.counts))
    newer = orjson.dumps({"version": 9, "id": "x"})
    name = world.topics.cases.name
    world.log.append(
        [
            Message(topic=name, key=b"x", value=newer),
            Message(topic=name, key=b"y", value=b"{"),
            Message(topic=name, key=b"c-z", value=encode(case("c-z", Kind.FINE, "Zoom"))),
        ]
    )
    until(lambda: model.cases.get("c-z"))
    assert (counts["case", "newer"], counts["case", "invalid"]) == (1, 1)


def test_a_redelivered_alert_is_listed_once(world: World, model: Model) -> None:
    """The same id twice on the topic is one alert."""
    before = model.operations.size()["alert"]
    for _ in range(2):
        world.tell(world.cases["c-zoom"])
    world.tell(case("c-new", Kind.FINE, "Zoom", amount="5"))
    until(lambda: model.cases.get("c-new") and model.operations.size()["alert"] > before)
    assert model.operations.size()["alert"] == before + 1


def test_a_kept_file_resumes_and_a_new_log_rebuilds_it(
    log: Log, world: World, tmp_path: Path
) -> None:
    """With a path the rows survive a restart; over a log that was reset they are made anew."""
    path = tmp_path / "model.db"
    first = Model(log, Topics(), path=path)
    first.start()
    until(lambda: first.progress.caught_up)
    first.close()
    world.tell(case("c-late", Kind.FINE, "Zoom", amount="9"))
    second = Model(log, Topics(), path=path)
    assert second.cases.get("c-musically") is not None
    second.start()
    until(lambda: second.cases.get("c-late"))
    second.close()
    log.drop([spec.name for spec in Topics().all()])
    World(log).tell(case("c-only", Kind.FINE, "Zoom", amount="1"))
    third = Model(log, Topics(), path=path)
    third.start()
    until(lambda: third.cases.get("c-only"))
    kept = third.cases.get("c-musically")
    third.close()
    assert kept is None


def test_a_longer_log_that_is_another_one_rebuilds_a_kept_file(tmp_path: Path) -> None:
    """Rows of a log that is gone never mix with those of the one in its place."""
    shown = []
    for amount, names in (("5", ("c-first",)), ("6", ("c-first", "c-second", "c-third"))):
        log = broker.connect(f"sqlite:///{tmp_path}/log.db")
        world = World(log)
        for name in names:
            world.tell(case(name, Kind.FINE, "Zoom", amount=amount))
        model = Model(log, Topics(), path=tmp_path / "kept.db")
        model.start()
        until(lambda model=model: model.progress.caught_up)
        until(lambda model=model, names=names: model.cases.get(names[-1]))
        shown.append(sorted((one["id"], one["amount"]) for one in cases_of(model)))
        model.close()
        log.close()
        for file in tmp_path.glob("log.db*"):
            file.unlink()
    again = [("c-first", "6"), ("c-second", "6"), ("c-third", "6")]
    assert shown == [[("c-first", "5")], again]


def cases_of(model: Model) -> list[dict]:
    """Every open case."""
    return model.cases.page(CaseFilter(), Page(sort="-usd", limit=50))[0]


def test_a_second_copy_leaves_a_kept_file_alone(log: Log, world: World, tmp_path: Path) -> None:
    """Two dashboards given the same file both show everything; the first one keeps the file."""
    both = [Model(log, Topics(), path=tmp_path / "kept.db") for _ in range(2)]
    for model in both:
        model.start()
        until(lambda model=model: model.progress.caught_up)
    counts = [model.cases.count(CaseFilter()) for model in both]
    paths = {str(model.database.path) == str(tmp_path / "kept.db") for model in both}
    for model in both:
        model.close()
    assert (counts, paths) == ([12, 12], {True, False})


def test_two_models_of_one_log_agree(log: Log, world: World, model: Model) -> None:
    """Several copies side by side show the same."""
    other = Model(log, Topics())
    other.start()
    until(lambda: other.progress.caught_up)
    page = Page(sort="-standing", limit=50)
    theirs = other.companies.page(CaseFilter(), page)
    other.close()
    assert model.companies.page(CaseFilter(), page) == theirs


def test_windows_are_cut_on_the_day_they_are_read() -> None:
    """A window holds its first and last day and moves with the reader's clock."""
    cases = [
        case(f"w{n}", Kind.FINE, "Acme", amount="10", day=day)
        for n, day in enumerate(("2021-11-02", "2021-11-01", "2021-12-01", "2021-12-02"))
    ]
    counted = window(tally("Acme", cases), today=dt.date(2021, 12, 1), days=30)
    assert counted[Kind.FINE].standing.count == 2
    assert counted[Kind.FINE].standing.usd == 20


def test_paging_walks_through_every_company_once(log: Log) -> None:
    """Cursors neither skip nor repeat, in either direction, with ties."""
    world = World(log)
    world.tell(*big(37), *(case(f"t{n}", Kind.FINE, f"Tie {n}", amount="5") for n in range(5)))
    model = Model(log, Topics())
    model.start()
    until(lambda: model.progress.caught_up)
    walks = []
    for sort in ("-standing", "standing", "name", "-last"):
        seen, cursor = [], None
        while True:
            page = Page(sort=sort, limit=7, cursor=cursor)
            rows, cursor = model.companies.page(CaseFilter(), page)
            seen += [row["key"] for row in rows]
            if cursor is None:
                break
        walks.append((len(seen), len(set(seen))))
    model.close()
    assert walks == [(42, 42)] * 4


def test_search_takes_hostile_and_unfinished_words(model: Model) -> None:
    """Quotes, operators and half words are words; the index's own syntax never leaks."""
    assert [one["key"] for one in model.search.find("bytedan")["companies"]] == ["bytedance"]
    assert {one["id"] for one in model.search.find("privacy claims")["cases"]} >= {"c-illinois"}
    for text in ('"', "a OR", "NEAR(", "company:", "*", "-", "'; DROP TABLE cases", "\0"):
        assert set(model.search.find(text)) == {"companies", "cases"}


def test_a_watchlist_can_be_deleted_before_it_was_read_back(log: Log) -> None:
    """Whether there is one is asked of the log, not of a copy that may be behind."""
    behind = Model(log, Topics())
    log.ensure([WATCHLISTS])
    behind.watchlists.save(Watchlist(name="tech", groups=("Google",)))
    assert (behind.watchlists.delete("tech"), behind.watchlists.delete("tech")) == (True, False)
    behind.close()


def test_saved_watchlists_reach_every_copy(log: Log, model: Model) -> None:
    """A watchlist saved through one dashboard is read by the other, and so is its deletion."""
    other = Model(log, Topics())
    other.start()
    model.watchlists.save(Watchlist(name="tech", groups=("Google",)))
    until(lambda: other.watchlists.get("tech"))
    model.watchlists.delete("tech")
    until(lambda: other.watchlists.get("tech") is None)
    other.close()
