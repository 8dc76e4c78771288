"""The door: tokens, hosts, limits, headers."""

import httpx
import pytest
from fastapi.testclient import TestClient

from dashboard.api import create_app
from dashboard.api.limits import Limiter
from dashboard.model import Model
from dashboard.settings import Settings, SettingsError


def test_off_loopback_needs_a_token() -> None:
    """An address others can reach is refused without one; loopback is not."""
    with pytest.raises(SettingsError, match="token"):
        Settings(host="0.0.0.0")
    assert Settings(host="0.0.0.0", token="secret").requests_per_second == 50.0
    assert Settings(host="::1").on_loopback
    assert not Settings(host="example.com", token="t").on_loopback


@pytest.mark.parametrize("token", ["pässwort", "two\nlines"])
def test_a_token_that_no_caller_could_send_is_refused(token: str) -> None:
    """Better no start than a dashboard that lets nobody in."""
    with pytest.raises(SettingsError, match="ASCII"):
        Settings(token=token)


def test_white_space_around_a_token_does_not_count(model: Model) -> None:
    """A token from a file ends with a line break; one of nothing else is none."""
    settings = Settings(host="0.0.0.0", token="secret\n")
    with TestClient(create_app(model, settings), base_url="http://box.example") as client:
        opened = client.get("/api/companies", headers={"authorization": "Bearer secret"})
    assert opened.status_code == 200
    with pytest.raises(SettingsError, match="token"):
        Settings(host="0.0.0.0", token=" \n")


def test_the_token_guards_data_but_not_probes_and_page(model: Model) -> None:
    """401 as a problem with a challenge; the right token opens."""
    settings = Settings(host="0.0.0.0", token="secret")
    with TestClient(create_app(model, settings), base_url="http://box.example") as client:
        refused = client.get("/api/companies")
        wrong = client.get("/api/companies", headers={"authorization": "Bearer other"})
        opened = client.get("/api/companies", headers={"authorization": "Bearer secret"})
        free = [client.get(path).status_code for path in ("/healthz", "/readyz", "/", "/companies")]
        metrics = client.get("/metrics").status_code
    assert (refused.status_code, wrong.status_code, opened.status_code) == (401, 401, 200)
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert refused.headers["content-type"] == "application/problem+json"
    assert (free, metrics) == ([200] * 4, 401)


def test_a_foreign_name_for_loopback_is_refused(client: TestClient) -> None:
    """A site that points its own name at 127.0.0.1 gets nothing."""
    answer = client.get("/api/companies", headers={"host": "evil.example"})
    assert answer.status_code == 421
    for host in ("localhost:8080", "127.0.0.1", "[::1]:8080"):
        assert client.get("/api/companies", headers={"host": host}).status_code == 200


def test_every_answer_carries_the_policy(client: TestClient) -> None:
    """No inline code, no other origin, no framing: on pages, data and errors alike."""
    for path in ("/", "/api/companies", "/api/nothing", "/page/style.css", "/companies/x"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_cors_is_off_unless_configured(model: Model, client: TestClient) -> None:
    """Another origin may read only when it was named."""
    asked = {"origin": "https://intranet.example"}
    settings = Settings(cors_origins=("https://intranet.example",))
    with TestClient(create_app(model, settings), base_url="http://localhost") as open_client:
        allowed = open_client.get("/api/companies", headers=asked)
    closed = client.get("/api/companies", headers=asked)
    assert "access-control-allow-origin" not in closed.headers
    assert allowed.headers["access-control-allow-origin"] == "https://intranet.example"


def test_a_hasty_client_is_told_when_to_come_back(model: Model) -> None:
    """429 with Retry-After once the burst is used up; probes still answer."""
    settings = Settings(rate=1.0, burst=3)
    app = create_app(model, settings, clock=lambda: 100.0)
    with TestClient(app, base_url="http://localhost") as client:
        codes = [client.get("/api/companies").status_code for _ in range(5)]
        last = client.get("/api/companies")
        probe = client.get("/healthz").status_code
    assert codes == [200, 200, 200, 429, 429]
    assert (last.headers["retry-after"], probe) == ("1", 200)


def test_a_limiter_refills_with_time_and_keeps_clients_apart() -> None:
    """One a second after the burst; another client has its own allowance."""
    limiter = Limiter(rate=2.0, burst=1)
    waits = [limiter.wait("a", 0.0), limiter.wait("a", 0.0), limiter.wait("b", 0.0)]
    assert waits == [0.0, 0.5, 0.0]
    assert limiter.wait("a", 0.5) == 0.0


def test_static_files_stay_inside_their_folder(client: TestClient) -> None:
    """No path leads out of the page's folder."""
    for path in ("/page/../settings.py", "/page/%2e%2e/settings.py", "/page//etc/passwd"):
        assert client.get(path).status_code == 404


def test_a_dashboard_stops_quickly_with_a_stream_open(served) -> None:
    """An open event stream does not hold the server up."""
    with httpx.stream("GET", f"{served.url}/api/stream", timeout=60) as stream:
        assert next(stream.iter_lines()).startswith("retry")
        assert served.close() < 15
