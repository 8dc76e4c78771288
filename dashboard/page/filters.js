/* The filter bar of the lists: it edits the address, and the address is what is shown. */

import { h } from "/page/dom.js";
import { BUCKETS, KINDS, STAGES } from "/page/format.js";
import { go } from "/page/main.js";

const NAMES = ["kind", "bucket", "stage", "jurisdiction", "authority", "watchlist", "since", "until", "days", "min_usd", "keyword", "group", "type"];

/** The API parameters in a query, with the view's own `sort` where none is chosen. */
export function wanted(query, sort) {
  const kept = new URLSearchParams();
  for (const [key, value] of query) if ((NAMES.includes(key) || key === "sort") && value) kept.append(key, value);
  if (!kept.has("sort") && sort) kept.set("sort", sort);
  return kept;
}

export function bar(query, { facets = {}, watchlists = [], fields = NAMES }) {
  const apply = (event) => {
    event?.preventDefault();
    const next = new URLSearchParams();
    for (const [key, value] of new FormData(form)) if (String(value).trim()) next.append(key, String(value).trim());
    for (const key of ["group", "sort"]) if (query.get(key) && !next.has(key)) next.set(key, query.get(key));
    if (next.has("days")) { next.delete("since"); next.delete("until"); }
    go(`${location.pathname}${next.size ? `?${next}` : ""}`, { replace: true });
  };
  const all = {
    kind: () => choice("kind", "Kind", KINDS, query),
    bucket: () => choice("bucket", "Status", BUCKETS, query),
    stage: () => choice("stage", "Stage", STAGES, query),
    type: () => choice("type", "Change", ["opened", "updated", "withdrawn"], query),
    jurisdiction: () => choice("jurisdiction", "Where", facets.jurisdiction || [], query),
    authority: () => choice("authority", "Authority, claimant", facets.authority || [], query),
    watchlist: () => (watchlists.length ? choice("watchlist", "Watchlist", watchlists, query) : null),
    days: () => choice("days", "Window", [["30", "30 days"], ["90", "90 days"], ["365", "a year"]], query),
    since: () => field("since", "From", "date", query),
    until: () => field("until", "To", "date", query),
    min_usd: () => field("min_usd", "At least, $", "text", query, { inputmode: "decimal", pattern: "[0-9]+([.][0-9]+)?", size: 10 }),
    keyword: () => field("keyword", "Words", "text", query, { size: 14 }),
  };
  const form = h("form", { class: "filters", "aria-label": "Filter", onsubmit: apply, onchange: apply },
    fields.filter((name) => all[name]).map((name) => all[name]()),
    query.get("group") ? h("span", { class: "chip" }, query.get("group"), " ", h("a", { href: without(query, "group"), "aria-label": "All companies" }, "×")) : null,
    h("button", { type: "submit", class: "hidden-until-focus" }, "Apply"),
    [...query.keys()].some((key) => NAMES.includes(key)) ? h("a", { class: "clear", href: location.pathname }, "clear") : null);
  const active = [...query.keys()].some((key) => NAMES.includes(key));
  return h("details", { class: "filter-box", open: active || innerWidth > 760 }, h("summary", {}, "Filter"), form);
}

function without(query, name) {
  const rest = new URLSearchParams(query);
  rest.delete(name);
  return `${location.pathname}${rest.size ? `?${rest}` : ""}`;
}

function choice(name, label, values, query) {
  const now = query.get(name) || "";
  const pairs = values.map((one) => (Array.isArray(one) ? one : [one, one]));
  if (now && !pairs.some(([value]) => value === now)) pairs.push([now, now]);
  return h("label", {}, h("span", {}, label), h("select", { name, id: `by-${name}` },
    h("option", { value: "" }, "any"),
    pairs.map(([value, text]) => h("option", { value, selected: value === now }, text))));
}

function field(name, label, type, query, more = {}) {
  return h("label", {}, h("span", {}, label), h("input", { name, id: `by-${name}`, type, value: query.get(name) || "", ...more }));
}
