/* One company: its sums, its years, its cases, and which settlement ended which lawsuit. */

import { get } from "/page/api.js";
import { byYear, timeline } from "/page/charts.js";
import { h, put } from "/page/dom.js";
import { BUCKETS, KINDS, PLURAL, caseAt, count, day, to } from "/page/format.js";
import { amount, caseTable, figure, heading, kindBadge, panel, stageBadge } from "/page/parts.js";

export async function company(root, { id, follow }) {
  const path = encodeURIComponent(id);
  await follow(async (stop) => {
    const one = await get(`/api/companies/${path}`, stop);
    const cases = await get(`/api/cases?limit=500&group=${encodeURIComponent(one.key)}`, stop);
    return { one, cases };
  }, ({ one, cases }) => put(root,
    heading(one.group, h("p", { class: "aside" }, `${count(one.cases, "case")}, ${day(one.first)} to ${day(one.last)}`)),
    grid(one), h("div", { class: "split even" },
      panel("By year and kind", byYear(one.by_year, { group: one.key }, 556)),
      panel("Time line", timeline(cases.cases) || h("p", { class: "empty" }, "Needs two dated events."), links(cases.cases))),
    panel(null, h("h2", {}, "Cases", cases.next ? h("a", { class: "more", href: to("/cases", { group: one.key }) }, `all ${cases.count}`) : null),
      caseTable(cases.cases, { company: false })),
    h("div", { class: "split thirds" },
      split("By authority or claimant", one.by_authority, (name) => ({ authority: name, group: one.key })),
      split("By jurisdiction", one.by_jurisdiction, (name) => ({ jurisdiction: name, group: one.key })),
      split("By subsidiary or brand", one.by_company, () => ({ group: one.key })))));
}

function grid(one) {
  const row = (label, totals, params, how) => h("tr", { class: how },
    h("th", { scope: "row" }, label),
    BUCKETS.map((bucket) => h("td", { class: "number" }, figure(totals[bucket], { ...params, bucket, group: one.key, sort: "-usd" }, bucket))));
  const kinds = KINDS.map((kind) => row([h("i", { class: `key ${kind}` }), PLURAL[kind]], one.kinds[kind], { kind }));
  const windows = Object.entries(one.windows).map(([days, totals]) => row(days === "365" ? "Last 365 days" : `Last ${days} days`, totals, { days }, "window"));
  return h("section", { class: "panel sums" }, h("table", { class: "rows grid" },
    h("thead", {}, h("tr", {}, h("td", {}), BUCKETS.map((bucket) => h("th", { scope: "col", class: `number ${bucket}` }, bucket)))),
    h("tbody", {}, row("All kinds", one, {}, "all"), kinds, windows)),
  h("p", { class: "note" }, "Standing, pending and closed are never added together. The small figures count cases."));
}

function links(cases) {
  const known = Object.fromEntries(cases.map((one) => [one.id, one]));
  const pairs = cases.flatMap((one) => (one.links || []).filter((link) => link.relation === "settles" && known[link.case])
    .map((link) => [known[link.case], one]));
  if (!pairs.length) return null;
  return h("div", {}, h("h3", {}, "Settled lawsuits"), h("ul", { class: "pairs" }, pairs.map(([suit, end]) => h("li", {},
    h("a", { href: caseAt(suit.id) }, kindBadge("lawsuit"), " ", suit.party || suit.title || "lawsuit", ", ", day(suit.date)),
    h("span", { class: "arrow", "aria-label": "ended by" }, " → "),
    h("a", { href: caseAt(end.id) }, kindBadge("settlement"), " ", amount(end), " ", stageBadge(end), " ", day(end.date))))));
}

function split(title, parts, params) {
  const rows = Object.entries(parts).sort(([, a], [, b]) => Number(b.standing.usd) - Number(a.standing.usd)).slice(0, 12);
  if (!rows.length) return null;
  return panel(title, h("table", { class: "rows" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Name"), h("th", { scope: "col", class: "number" }, "Standing"), h("th", { scope: "col", class: "number" }, "Pending"))),
    h("tbody", {}, rows.map(([name, totals]) => h("tr", {}, h("th", { scope: "row" }, name),
      h("td", { class: "number" }, figure(totals.standing, { ...params(name), bucket: "standing" })),
      h("td", { class: "number" }, figure(totals.pending, { ...params(name), bucket: "pending" }, "pending")))))));
}

