/* What stands, what is pending, what is new, who leads. */

import { get } from "/page/api.js";
import { byYear, meter } from "/page/charts.js";
import { h, put, say } from "/page/dom.js";
import { BUCKETS, KINDS, PLURAL, companyAt, count, exact, short, to } from "/page/format.js";
import { listen } from "/page/live.js";
import { alertItem, figure, heading, panel } from "/page/parts.js";

const SHOWN = 18;

export async function overview(root, { follow, signal, end }) {
  const totals = h("div", { class: "totals" });
  const years = panel("By year and kind");
  const leaders = panel(null);
  const news = h("ol", { class: "alerts", "aria-label": "Latest alerts" });
  const size = h("p", { class: "aside" });
  put(root, heading("Overview", size), totals,
    h("div", { class: "split" },
      h("div", {}, years, leaders),
      panel(null, h("h2", {}, "What is new", h("a", { class: "more", href: "/alerts" }, "all alerts")), news)));

  const latest = await get(`/api/alerts?sort=-logged&limit=${SHOWN}`, signal);
  put(news, latest.alerts.length ? latest.alerts.map((one) => alertItem(one)) : h("li", { class: "empty" }, "Nothing yet. Alerts appear here as they happen."));
  end(listen("alert", (one) => {
    if (news.querySelector(`[data-id="${CSS.escape(one.id)}"]`)) return;
    news.querySelector(".empty")?.remove();
    news.prepend(alertItem(one, { fresh: true }));
    while (news.children.length > SHOWN) news.lastElementChild.remove();
    say(`${one.type}: ${one.kind}, ${one.company}, ${one.amount ? short(one.amount, one.currency) : "no sum"}`);
  }));

  await follow((stop) => Promise.all([get("/api/summary", stop), get("/api/companies?limit=12", stop)]),
    ([summary, top]) => {
      put(size, `${count(summary.companies, "company", "companies")}, ${count(summary.cases, "case")}`,
        summary.ambiguous ? `, ${summary.ambiguous} ambiguous` : "", summary.run === "live" ? "" : `, run ${summary.run}`);
      put(totals, BUCKETS.map((bucket) => bucketCard(summary, bucket)));
      put(years, h("h2", {}, "By year and kind"), byYear(summary.by_year));
      put(leaders, h("h2", {}, "Most against them", h("a", { class: "more", href: "/companies" }, "full ranking")), ranking(top.companies));
    });
}

const NOTE = {
  standing: "imposed, agreed, approved or paid",
  pending: "threatened, sought or proposed; never added to what stands",
  closed: "settled, dismissed or overturned; counted, not summed",
};

function bucketCard(summary, bucket) {
  const total = summary[bucket];
  const closed = bucket === "closed";
  return h("section", { class: `card ${bucket}` },
    h("h2", {}, bucket[0].toUpperCase() + bucket.slice(1)),
    h("a", { class: "big", href: to("/cases", { bucket, sort: closed ? "-date" : "-usd" }), title: closed ? "" : exact(total.usd) },
      closed ? total.count.toLocaleString("en-GB") : short(total.usd)),
    h("p", { class: "note" }, closed ? "" : `${count(total.count, "case")}: `, NOTE[bucket]),
    h("dl", {}, KINDS.map((kind) => {
      const cell = summary.kinds[kind][bucket];
      return [h("dt", {}, h("i", { class: `key ${kind}` }), PLURAL[kind]),
        h("dd", {}, closed ? countOf(cell, kind) : figure(cell, { kind, bucket, sort: "-usd" }))];
    })));
}

function countOf(cell, kind) {
  if (!cell.count) return h("span", { class: "none" }, "–");
  return h("a", { class: "figure", href: to("/cases", { kind, bucket: "closed" }) }, cell.count.toLocaleString("en-GB"));
}

function ranking(rows) {
  if (!rows.length) return h("p", { class: "empty" }, "No company yet.");
  const top = Math.max(...rows.map((one) => Number(one.standing.usd)));
  return h("table", { class: "rows rank" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Company"), h("th", { scope: "col", class: "number" }, "Standing"), h("th", { scope: "col", class: "number" }, "Pending"))),
    h("tbody", {}, rows.map((one) => h("tr", {},
      h("th", { scope: "row" }, h("a", { class: "who", href: companyAt(one.key) }, one.group), meter(Number(one.standing.usd), top, "standing")),
      h("td", { class: "number" }, figure(one.standing, { group: one.key, bucket: "standing", sort: "-usd" })),
      h("td", { class: "number" }, figure(one.pending, { group: one.key, bucket: "pending", sort: "-usd" }, "pending"))))));
}
