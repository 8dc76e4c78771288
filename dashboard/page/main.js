/* Which view an address means, and what all views share: navigation, search, theme, live state. */

import { Problem } from "/page/api.js";
import { h, put, say } from "/page/dom.js";
import * as live from "/page/live.js";
import { askForToken } from "/page/views/token.js";
import { alerts } from "/page/views/alerts.js";
import { cases } from "/page/views/cases.js";
import { companies } from "/page/views/companies.js";
import { company } from "/page/views/company.js";
import { event } from "/page/views/event.js";
import { feeds } from "/page/views/feeds.js";
import { overview } from "/page/views/overview.js";
import { search } from "/page/views/search.js";
import { watchlists } from "/page/views/watchlists.js";

const VIEWS = [
  [/^\/$/, overview, "overview"],
  [/^\/companies$/, companies, "companies"],
  [/^\/companies\/(.+)$/, company, "companies"],
  [/^\/cases$/, cases, "cases"],
  [/^\/cases\/(.+)$/, event, "cases"],
  [/^\/alerts$/, alerts, "alerts"],
  [/^\/search$/, search, "search"],
  [/^\/watchlists$/, watchlists, "watchlists"],
  [/^\/feeds$/, feeds, "feeds"],
];
const main = document.getElementById("main");
let leave = () => {};

async function show({ moved = false } = {}) {
  leave();
  const gone = new AbortController();
  const ends = [];
  leave = () => { gone.abort(); ends.forEach((end) => end()); };
  const [pattern, view, name] = VIEWS.find(([one]) => one.test(location.pathname)) || [/^/, missing, ""];
  for (const link of document.querySelectorAll("[data-nav]")) {
    if (link.dataset.nav === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const id = decodeURIComponent(pattern.exec(location.pathname)?.[1] || "");
  const place = { id, query: new URLSearchParams(location.search), signal: gone.signal, end: (f) => ends.push(f) };
  main.setAttribute("aria-busy", "true");
  try {
    await view(main, { ...place, follow: (load, draw) => follow(load, draw, place) });
    document.title = `${main.querySelector("h1")?.textContent || "regwatch"} · regwatch`;
    if (moved) { scrollTo(0, 0); main.focus({ preventScroll: true }); say(document.title); }
  } catch (error) {
    if (error.name !== "AbortError") trouble(error);
  }
  main.removeAttribute("aria-busy");
}

/** Draw what `load` gives, and again whenever it changed; at most once a second. */
async function follow(load, draw, place) {
  let before = "";
  const fresh = async () => {
    const data = await load(place.signal);
    const text = JSON.stringify(data);
    if (text === before || place.signal.aborted) return;
    const [spot, key] = [document.activeElement, focusKey(document.activeElement)];
    draw(data, before === "");
    before = text;
    if (spot && !spot.isConnected && key) main.querySelector(key)?.focus({ preventScroll: true });
  };
  await fresh();
  let waiting = null, last = 0;
  const again = () => {
    if (waiting || place.signal.aborted) return;
    waiting = setTimeout(async () => {
      waiting = null;
      last = Date.now();
      await fresh().catch(() => {});
    }, Math.max(0, last + 1000 - Date.now()));
  };
  place.end(live.listen("change", again));
  place.end(live.listen("state", (state) => state === "live" && again()));
}

function focusKey(element) {
  if (!element || element === document.body) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const address = element.getAttribute("href");
  return address ? `[href="${CSS.escape(address)}"]` : null;
}

function missing(root) {
  put(root, h("h1", {}, "Nothing here"), h("p", {}, "This address leads nowhere. ", h("a", { href: "/" }, "To the overview")));
}

function trouble(error) {
  if (error instanceof Problem && error.status === 401) {
    askForToken(main, () => { live.start(); show(); });
    return;
  }
  if (!(error instanceof Problem)) console.error(error);
  const text = error instanceof Problem ? error.message : "The page failed to show this.";
  put(main, h("h1", {}, error.status === 404 ? "Not found" : "Something is wrong"), h("p", { role: "alert" }, text),
    h("p", {}, h("a", { href: "/" }, "To the overview")));
}

export function go(address, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  show({ moved: !replace });
}

document.addEventListener("click", (click) => {
  const link = click.target.closest?.("a[href]");
  if (!link || click.defaultPrevented || click.button || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
  const href = link.getAttribute("href");
  if (!href.startsWith("/") || href.startsWith("/api/") || link.target || link.hasAttribute("download")) return;
  click.preventDefault();
  go(href);
});
addEventListener("popstate", () => show());

const find = document.getElementById("find");
find.form.addEventListener("submit", (submit) => {
  submit.preventDefault();
  if (find.value.trim()) go(`/search?q=${encodeURIComponent(find.value.trim())}`);
});
addEventListener("keydown", (key) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName);
  if (key.key === "/" && !typing && !key.metaKey && !key.ctrlKey) { key.preventDefault(); find.focus(); find.select(); }
  if (key.key === "Escape" && document.activeElement === find) find.blur();
});

const theme = document.getElementById("theme");
const root = document.documentElement;
const NEXT = { auto: "light", light: "dark", dark: "auto" };
function nameTheme() {
  const now = root.dataset.theme || "auto";
  put(theme, { auto: "Auto", light: "Light", dark: "Dark" }[now]);
  theme.setAttribute("aria-label", `Theme: ${now}. Change to ${NEXT[now]}`);
}
theme.addEventListener("click", () => {
  const next = NEXT[root.dataset.theme || "auto"];
  if (next === "auto") { delete root.dataset.theme; localStorage.removeItem("theme"); }
  else { root.dataset.theme = next; localStorage.setItem("theme", next); }
  nameTheme();
});
nameTheme();

const state = document.getElementById("live");
live.listen("state", (now) => {
  state.dataset.state = now;
  state.lastElementChild.textContent = { live: "live", lost: "reconnecting", locked: "locked" }[now] || now;
});

show();
live.start();
