"""The page in a real Chromium: evidence, live, hostile texts, keyboard, phone, dark, axe."""

import os
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from schemas.words import Kind, Stage
from tests.dashboard.conftest import Served, until
from tests.dashboard.world import World, case, hostile

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/companies",
    "/companies/bytedance",
    "/cases",
    "/cases/c-illinois",
    "/alerts",
    "/search?q=privacy",
    "/watchlists",
    "/feeds",
)
expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium: the system's, or playwright's own. Without one: loudly skipped, failed in CI."""
    found = os.environ.get("REGWATCH_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as engine:
        try:
            browser = engine.chromium.launch(executable_path=found, args=FLAGS)
        except Exception as problem:
            reason = f"NO CHROMIUM HERE, the page is not tested: {problem}"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A tab that fails the test for any error, blocked resource or request to elsewhere."""
    yield from tab(browser, served)


def tab(browser: Browser, served: Served, **options: object) -> Iterator[Page]:
    """A watched tab."""
    context = browser.new_context(base_url=served.url, **options)
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: said.type == "error" and trouble.append(said.text))
    page.on("request", lambda r: r.url.startswith(served.url) or trouble.append(r.url))
    yield page
    context.close()
    assert [one for one in trouble if "404" not in one] == []


def open_page(page: Page, path: str) -> None:
    """Load an address and wait until it is drawn."""
    page.goto(path)
    expect(page.locator("main:not([aria-busy]) h1")).to_be_visible()


def test_a_figure_leads_to_the_sentence_it_rests_on(page: Page) -> None:
    """Overview -> cases behind the sum -> the case -> the highlighted sentence and its reason."""
    open_page(page, "/")
    page.locator(".card.standing dd a").first.click()
    expect(page).to_have_url(re.compile(r"/cases\?kind=fine&bucket=standing"))
    page.locator("tr", has_text="Musical.ly").locator("a.quote").click()
    expect(page.locator("mark", has_text="Musical.ly will pay $5.7 million")).to_be_visible()
    expect(page.locator("blockquote")).to_have_count(2)
    expect(page.locator(".reason").first).to_contain_text("rule fine.cue")
    expect(page.locator(".facts")).to_contain_text("European Central Bank")


def test_counts_behind_a_figure_agree_with_it(page: Page, served: Served) -> None:
    """The number of cases beside a sum is the number of cases that it opens."""
    open_page(page, "/companies")
    for row in range(3):
        cell = page.locator("tbody tr").nth(row).locator("td.number a.figure").first
        told = int(re.search(r"(\d+) cases?$", cell.inner_text().replace("\n", " ")).group(1))
        query = cell.get_attribute("href").partition("?")[2]
        found = httpx.get(f"{served.url}/api/cases?{query}").json()["count"]
        assert told == found


def test_standing_and_pending_are_shown_apart(page: Page) -> None:
    """Two sums side by side, and none that adds them."""
    open_page(page, "/companies/bytedance")
    sums = page.locator("tr.all td")
    expect(sums.nth(0)).to_contain_text("$97.9 m")
    expect(sums.nth(1)).to_contain_text("$1.65 bn")
    assert "1.75 bn" not in page.locator("main").inner_text()


def test_a_lawsuit_is_tied_to_the_settlement_that_ended_it(page: Page) -> None:
    """The company's page shows the pair, and the case leads to the other."""
    open_page(page, "/companies/bytedance")
    expect(page.locator(".pairs li")).to_have_count(1)
    page.locator(".pairs a").last.click()
    page.locator(".tied a").click()
    expect(page.locator("h1")).to_contain_text("lawsuit")


def test_news_appears_without_reloading(page: Page, world: World) -> None:
    """An alert slides in and the totals follow, within a second or two."""
    open_page(page, "/")
    expect(page.locator("#live")).to_have_attribute("data-state", "live")
    big = page.locator(".card.standing .big")
    before = big.inner_text()
    world.tell(case("c-news", Kind.FINE, "Newcomer", amount="9000000000", party="A court"))
    expect(page.locator(".alerts li").first).to_contain_text("Newcomer")
    expect(big).not_to_have_text(before)
    expect(page.locator("#said")).to_contain_text("Newcomer")


def test_a_stage_change_shows_on_an_open_case(page: Page, world: World) -> None:
    """Somebody who has the case open sees it move, and the history says why."""
    open_page(page, "/cases/c-zoom")
    expect(page.locator(".tags")).to_contain_text("proposed")
    world.change("c-zoom", stage=Stage.APPROVED, amount=Decimal(85000000))
    expect(page.locator(".tags")).to_contain_text("approved")
    expect(page.locator(".history")).to_contain_text("proposed → approved")


def test_hostile_texts_do_nothing(page: Page, world: World, served: Served) -> None:
    """Markup in names, titles, sentences and addresses is shown as text on every view."""
    world.tell(hostile())
    found = f"{served.url}/api/cases/c-hostile"
    until(lambda: httpx.get(found).status_code == 200)
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    for path in ("/", "/companies", "/cases/c-hostile", "/alerts", "/search?q=acme"):
        open_page(page, path)
        assert page.locator("main img, main script, main [onload], main [onerror]").count() == 0
        assert page.locator("a[href^='javascript']").count() == 0
        assert "owned" not in page.title()
    open_page(page, "/cases/c-hostile")
    expect(page.locator("blockquote")).to_contain_text("<script>alert(1)</script>")
    page.goto("/companies/%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.locator("h1")).to_have_text("Not found")


def test_everything_works_from_the_keyboard(page: Page) -> None:
    """Skip link, search by slash, results and links by Tab and Enter."""
    open_page(page, "/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("tiktok")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Search: tiktok")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("ByteDance")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Search: tiktok")


def test_the_theme_is_the_systems_until_one_is_chosen(browser: Browser, served: Served) -> None:
    """Dark by preference; the button overrides it and the choice survives a reload."""
    for page in tab(browser, served, color_scheme="dark"):
        open_page(page, "/")
        ground = "getComputedStyle(document.body).backgroundColor"
        assert page.evaluate(ground) == "rgb(19, 24, 27)"
        page.locator("#theme").click()
        assert page.evaluate(ground) == "rgb(246, 245, 241)"
        page.reload()
        assert page.evaluate(ground) == "rgb(246, 245, 241)"


@pytest.mark.parametrize("path", PAGES)
def test_nothing_overflows_a_phone(browser: Browser, served: Served, path: str) -> None:
    """At 360 pixels no page scrolls sideways and the navigation is there."""
    for page in tab(browser, served, viewport={"width": 360, "height": 740}):
        open_page(page, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        expect(page.locator("nav a").first).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(browser: Browser, served: Served, scheme: str, width: int) -> None:
    """axe-core (its script is data of the test, past the page's policy) on every view.

    With REGWATCH_SHOTS a folder, the views are kept there to be looked at.
    """
    context = browser.new_context(
        base_url=served.url,
        color_scheme=scheme,
        viewport={"width": width, "height": 844},
        bypass_csp=True,
    )
    page = context.new_page()
    barriers = {}
    for path in PAGES:
        open_page(page, path)
        found = Axe().run(page).response["violations"]
        if found:
            barriers[path] = [(one["id"], one["nodes"][0]["html"][:120]) for one in found]
        if folder := os.environ.get("REGWATCH_SHOTS"):
            name = re.sub(r"\W+", "-", path).strip("-") or "overview"
            page.screenshot(path=f"{folder}/{name}-{scheme}-{width}.png", full_page=True)
    context.close()
    assert barriers == {}


def test_a_watchlist_is_tried_and_saved_on_the_page(page: Page) -> None:
    """Preview tells how often it would have fired; saving lists it; it filters the cases."""
    open_page(page, "/watchlists")
    page.fill("#w-name", "europe")
    page.fill("#w-jurisdictions", "EU, FR, IE, LU")
    page.get_by_label("fine").check()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("would have fired")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#preview")).to_contain_text("Saved as europe")
    page.locator(".lists a", has_text="cases").click()
    expect(page.locator(".aside").first).to_have_text("4 cases")


def test_the_ranking_is_sorted_and_filtered_on_the_page(page: Page) -> None:
    """Clicking a heading sorts; choosing a kind narrows, and the address says so."""
    open_page(page, "/companies")
    expect(page.locator("tbody th").first).to_have_text("Meta")
    page.get_by_role("link", name="Pending").click()
    expect(page.locator("tbody th").first).to_have_text("ByteDance")
    page.locator("#by-kind").select_option("settlement")
    expect(page).to_have_url(re.compile("kind=settlement"))
    expect(page.locator("tbody tr")).to_have_count(2)


def test_the_page_asks_for_the_token(browser: Browser, world: World) -> None:
    """With a token set the page opens, asks, and then shows the data."""
    server = Served(world.log.url, token="secret")
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    page.goto("/")
    expect(page.locator("h1")).to_have_text("Token")
    page.fill("#token", "secret")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Overview")
    expect(page.locator("#live")).to_have_attribute("data-state", "live")
    context.close()
    server.close()


def test_the_page_is_light(served: Served) -> None:
    """All of the page, compressed, weighs less than one photograph: under 40 kB."""
    names = ["/", "/page/style.css", "/page/theme.js", "/page/icon.svg", "/page/main.js"]
    seen: dict[str, int] = {}
    while names:
        name = names.pop()
        with httpx.stream("GET", served.url + name) as answer:
            seen[name] = sum(len(chunk) for chunk in answer.iter_raw())
        body = httpx.get(served.url + name).text
        names += [n for n in re.findall(r'from "(/page/[^"]+)"', body) if n not in seen]
    assert len(seen) > 15
    assert sum(seen.values()) < 40_000
