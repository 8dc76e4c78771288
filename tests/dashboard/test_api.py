"""The REST API: filters, paging, caching, exports, errors, and what its document promises."""

import csv
import io
import tracemalloc
from base64 import urlsafe_b64encode
from dataclasses import replace

import orjson
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from broker import Log
from dashboard.api import create_app
from dashboard.model import Model
from dashboard.settings import Settings
from schemas.group import group_key
from schemas.topics import Topics
from schemas.words import Kind, Stage
from tests.dashboard.conftest import NOW, until
from tests.dashboard.world import World, alert, case, hostile

HERE = "http://localhost"
READS = (
    "/api/companies",
    "/api/companies?since=2020-01-01&kind=fine",
    "/api/companies/ByteDance",
    "/api/summary",
    "/api/cases",
    "/api/cases/c-illinois",
    "/api/search?q=tiktok",
    "/api/alerts",
    "/api/feeds",
    "/api/watchlists",
)


def ids(client: TestClient, query: str) -> set[str]:
    """The cases that a query finds."""
    return {one["id"] for one in client.get(f"/api/cases?limit=500&{query}").json()["cases"]}


@pytest.mark.parametrize("path", READS)
def test_answers_are_what_the_document_says(client: TestClient, path: str) -> None:
    """Every answer validates against the schema that /openapi.json gives for it."""
    document = client.get("/openapi.json").json()
    plain = path.partition("?")[0]
    known = {
        "/api/companies/ByteDance": "/api/companies/{group}",
        "/api/cases/c-illinois": "/api/cases/{case}",
    }
    operation = document["paths"][known.get(plain, plain)]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get(path)
    problems = list(
        Draft202012Validator({**schema, "components": document["components"]}).iter_errors(
            answer.json()
        )
    )
    assert (answer.status_code, problems) == (200, [])


def test_every_operation_has_an_example(client: TestClient) -> None:
    """Somebody who reads only the document sees what each answer looks like."""
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    bare = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for code, answer in operation["responses"].items():
                for kind, content in answer.get("content", {}).items():
                    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
                    if "example" not in content and "example" not in schemas.get(name, {}):
                        bare.append((method, path, code, kind))
    allowed = {"application/vnd.apache.parquet", "application/json"}
    assert [b for b in bare if not (b[1].endswith("{format}") and b[3] in allowed)] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=fine&kind=settlement&group=bytedance", {"c-musically", "c-korea", "c-illinois"}),
        ("stage=sought", {"c-consumers"}),
        ("bucket=closed", {"c-illinois-suit", "c-antitrust"}),
        ("authority=cnil", {"c-cnil"}),
        ("jurisdiction=IE&jurisdiction=LU", {"c-whatsapp", "c-amazon"}),
        ("since=2021-07-01&until=2021-07-31", {"c-zoom", "c-amazon"}),
        ("min_usd=4000000000", {"c-android", "c-facebook"}),
        ("days=150", {"c-whatsapp", "c-amazon", "c-zoom"}),
        ("keyword=biometric+privacy", {"c-illinois"}),
        ("group=ByteDance&min_usd=1000000000", {"c-consumers"}),
    ],
)
def test_filters_narrow_cases(client: TestClient, query: str, found: set[str]) -> None:
    """Each filter finds what the story has, and nothing else."""
    assert ids(client, query) == found


def test_ranking_under_a_filter_sums_matching_cases_only(client: TestClient) -> None:
    """Meta's fines of 2021 are the Irish one; its record fine of 2019 stays out."""
    rows = client.get("/api/companies?since=2021-01-01&kind=fine").json()["companies"]
    assert [(row["key"], row["standing"]["usd"]) for row in rows] == [
        ("amazon", "820600000"),
        ("meta", "247500000"),
    ]


def test_standing_and_pending_stay_apart(client: TestClient) -> None:
    """No figure of an answer is the sum of both."""
    one = client.get("/api/companies/bytedance").json()
    assert one["standing"]["usd"] == "97876000"
    assert one["pending"]["usd"] == "1650000000"
    assert "1747876000" not in client.get("/api/companies/bytedance").text


def test_cursors_page_through_cases(client: TestClient) -> None:
    """Every case comes once, in order, page by page."""
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        page = client.get(f"/api/cases?sort=-usd&limit=5&cursor={cursor}" if cursor else
                          "/api/cases?sort=-usd&limit=5").json()  # fmt: skip
        seen += [one["id"] for one in page["cases"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 12
    assert seen[:2] == ["c-facebook", "c-android"]


def test_an_etag_saves_the_body_until_something_changes(
    client: TestClient, world: World, model: Model
) -> None:
    """304 while nothing moved; a new body with a new tag after a change."""
    first = client.get("/api/companies")
    again = client.get("/api/companies", headers={"if-none-match": first.headers["etag"]})
    world.tell(case("c-more", Kind.FINE, "Zoom", amount="1000"))
    until(lambda: Kind.FINE in model.companies.get("zoom").kinds)  # the tally follows its case
    changed = client.get("/api/companies", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
    assert changed.headers["etag"] != first.headers["etag"]


def test_large_answers_are_compressed(client: TestClient) -> None:
    """The same JSON in fewer bytes for those who ask."""
    packed = client.get("/api/companies", headers={"accept-encoding": "gzip"})
    plain = client.get("/api/companies", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json() == plain.json()


def test_exports_agree_with_each_other(client: TestClient) -> None:
    """CSV, JSON and Parquet hold the same rows and exact sums."""
    rows = list(csv.DictReader(io.StringIO(client.get("/api/companies.csv").text)))
    plain = client.get("/api/companies.json").json()
    table = pq.read_table(io.BytesIO(client.get("/api/companies.parquet").content)).to_pylist()
    as_csv = [(row["group"], row["fine_standing_usd"]) for row in rows]
    assert as_csv == [(row["group"], row["fine_standing_usd"]) for row in plain]
    assert [float(sum_) for _, sum_ in as_csv] == [float(r["fine_standing_usd"]) for r in table]
    assert as_csv[0] == ("Meta", "5247500000")


def test_a_name_never_becomes_a_spreadsheet_formula(
    client: TestClient, world: World, model: Model
) -> None:
    """A company called =HYPERLINK(...) arrives as text."""
    world.tell(hostile())
    until(lambda: model.companies.get(group_key(hostile().group)))
    names = [row["group"] for row in csv.DictReader(io.StringIO(
        client.get("/api/companies.csv").text))]  # fmt: skip
    assert next(name for name in names if "HYPERLINK" in name).startswith("'=")


def cursor_of(*parts: object) -> str:
    """A cursor as clients could forge one."""
    return urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/nothing", 404),
        ("/api/companies/nobody", 404),
        ("/api/cases/nothing", 404),
        ("/api/cases?watchlist=none", 404),
        ("/api/cases?limit=0", 422),
        ("/api/cases?kind=theft", 422),
        ("/api/cases?since=2021-01-01&days=3", 422),
        ("/api/cases?cursor=%21", 400),
        ("/api/companies?cursor=WyJuYW1lIiwgMSwgMl0", 400),
        ("/api/companies.xml", 422),
        ("/api/watchlists/UPPER", 422),
        ("/api/stream?last=nonsense", 400),
        (f"/api/stream?last=fine:{2**63}", 400),
        ("/api/alerts?until=9999-12-31", 422),
        (f"/api/alerts?cursor={cursor_of('-at', 2**63, 'x')}", 400),
        (f"/api/cases?sort=-usd&cursor={cursor_of('-usd', 1, 2**64 - 1)}", 400),
        (f"/api/companies?cursor={cursor_of('-standing', 2**63, 'x')}", 400),
    ],
)
def test_errors_are_problem_documents(client: TestClient, path: str, status: int) -> None:
    """RFC 9457: its media type, the status again inside, and a detail that helps."""
    answer = client.get(path)
    body = answer.json()
    assert answer.status_code == body["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "detail", "instance"} <= set(body)
    assert len(body["detail"]) > 8


def test_a_case_page_has_all_evidence(client: TestClient) -> None:
    """Sources, sentences, reasons, rate, history, the linked lawsuit, the alerts."""
    one = client.get("/api/cases/c-illinois").json()
    assert {m["mention"]["evidence"]["text"][:9] for m in one["mentions"]} == {
        "ByteDance", "Under the"}  # fmt: skip
    assert all(m["mention"]["reason"] for m in one["mentions"])
    assert one["related"]["c-illinois-suit"]["kind"] == "lawsuit"
    assert (one["rate"]["eur"], one["bucket"]) == ("0.9", "standing")
    assert [alert["type"] for alert in one["alerts"]] == ["opened"]


def test_alerts_filter_and_sort(client: TestClient, world: World, model: Model) -> None:
    """Type, sum and kind narrow; updates carry what changed."""
    world.change("c-zoom", stage=Stage.APPROVED)
    until(lambda: len(model.alerts.of_case("c-zoom")) == 2)
    updated = client.get("/api/alerts?type=updated").json()["alerts"]
    large = client.get("/api/alerts?min_usd=1000000000&kind=fine&sort=-usd").json()["alerts"]
    assert [one["changes"] for one in updated] == [{"stage": ["proposed", "approved"]}]
    assert [one["case"] for one in large] == ["c-facebook", "c-android"]


def test_watchlists_are_previewed_saved_used_and_deleted(client: TestClient) -> None:
    """The whole life of a watchlist over the API."""
    body = {"name": "us-privacy", "jurisdictions": ["US"], "keywords": ["privacy"],
            "channels": ["team"], "digest": "daily"}  # fmt: skip
    tried = client.post("/api/watchlists/preview", json=body).json()
    saved = client.put("/api/watchlists/us-privacy", json=body)
    listed = client.get("/api/watchlists").json()["watchlists"]
    used = ids(client, "watchlist=us-privacy")
    gone = client.delete("/api/watchlists/us-privacy")
    assert tried["text"] == "would have fired 2 times in the last 365 days"
    assert (saved.status_code, [one["watchlist"]["name"] for one in listed]) == (
        200, ["us-privacy"])  # fmt: skip
    assert used == {"c-musically", "c-illinois", "c-zoom", "c-facebook"}
    assert (gone.status_code, client.delete("/api/watchlists/us-privacy").status_code) == (204, 404)


def test_a_preview_of_many_alerts_is_not_held_in_memory(log: Log, world: World) -> None:
    """Two thousand alerts are counted in the memory of a few."""
    one = alert(world.cases["c-zoom"])
    world.alert(*(replace(one, id=f"many-{n}") for n in range(2000)))
    model = Model(log, Topics())
    model.start()
    until(lambda: model.progress.caught_up)
    with TestClient(create_app(model, Settings(), now=lambda: NOW), base_url=HERE) as client:
        preview(client, "Nobody")  # the first request loads much that stays
        tracemalloc.start()
        found = preview(client, "Zoom")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    model.close()
    assert (found["fired"], found["events"], len(found["latest"])) == (2001, 1, 10)
    assert peak < 1_500_000  # bytes; the alerts alone are four times that


def preview(client: TestClient, group: str) -> dict:
    """What a watchlist on `group` would have sent."""
    return client.post("/api/watchlists/preview", json={"name": "x", "groups": [group]}).json()


@pytest.mark.parametrize(
    "change",
    [
        {"channels": ["nowhere"]},
        {"timezone": "Mars/Olympus"},
        {"quiet": "late"},
        {"min_usd": "-1"},
        {"kinds": ["theft"]},
        {"name": "other"},
    ],
)
def test_a_watchlist_with_a_mistake_is_refused(client: TestClient, change: dict) -> None:
    """422 with the reason; nothing is saved."""
    answer = client.put("/api/watchlists/mine", json={"name": "mine"} | change)
    assert (answer.status_code, client.get("/api/watchlists/mine").status_code) == (422, 404)
