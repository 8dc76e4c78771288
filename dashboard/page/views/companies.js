/* The ranking: sortable, filterable, exportable. */

import { get } from "/page/api.js";
import { meter, spark } from "/page/charts.js";
import { h, put } from "/page/dom.js";
import { bar, wanted } from "/page/filters.js";
import { KINDS, PLURAL, companyAt, day } from "/page/format.js";
import { more } from "/page/pages.js";
import { figure, heading } from "/page/parts.js";

const FIELDS = ["kind", "jurisdiction", "authority", "watchlist", "days", "since", "until", "min_usd", "keyword"];
const NARROWING = ["jurisdiction", "authority", "since", "until", "days", "min_usd", "keyword", "watchlist"];

export async function companies(root, { query, follow, signal }) {
  const [summary, lists] = await Promise.all([get("/api/summary", signal), get("/api/watchlists", signal)]);
  const asked = wanted(query, "-standing");
  const table = h("div", {});
  const exports = ["csv", "json", "parquet"].map((name) => h("a", { href: `/api/companies.${name}?${asked}`, download: `companies.${name}` }, name.toUpperCase()));
  put(root, heading("Companies", h("p", { class: "aside exports" }, "Export ", exports)),
    bar(query, { facets: summary.facets, watchlists: lists.watchlists.map((one) => one.watchlist.name), fields: FIELDS }), table);
  await follow((stop) => get(`/api/companies?${asked}`, stop), (data) => put(table, ranking(data, asked, query)));
}

function ranking(data, asked, query) {
  if (!data.companies.length) return h("p", { class: "empty" }, "No company matches.");
  const top = Math.max(...data.companies.map((one) => Number(one.standing.usd)));
  const newest = Math.max(...data.companies.map((one) => Number((one.last || "0").slice(0, 4))));
  const body = h("tbody", {}, data.companies.map((one, n) => row(one, n + 1, top, asked, newest)));
  const add = (page) => {
    const start = body.children.length;
    body.append(...page.companies.map((one, n) => row(one, start + n + 1, top, asked, newest)));
    return "";
  };
  return [
    h("table", { class: "rows rank wide" },
      h("thead", {}, h("tr", {}, h("th", { class: "place" }, h("span", { class: "hidden" }, "Place")),
        head("name", "Company", query), h("th", { scope: "col", class: "trend" }, "Ten years"),
        head("-standing", "Standing", query, "number"), KINDS.map((kind) => h("th", { scope: "col", class: "number kinds" }, PLURAL[kind])),
        head("-pending", "Pending", query, "number"), head("-cases", "Cases", query, "number"), head("-last", "Latest", query, "number"))),
      body),
    more("/api/companies", asked, data.next, add),
  ];
}

function head(sort, label, query, how = "") {
  const now = query.get("sort") || "-standing";
  const plain = sort.replace("-", "");
  const chosen = now.replace("-", "") === plain;
  const next = new URLSearchParams(query);
  next.set("sort", chosen ? (now.startsWith("-") ? plain : `-${plain}`) : sort);
  const order = chosen ? (now.startsWith("-") ? "descending" : "ascending") : null;
  return h("th", { scope: "col", class: how, "aria-sort": order },
    h("a", { href: `/companies?${next}`, class: "sort" }, label, chosen ? (now.startsWith("-") ? " ↓" : " ↑") : ""));
}

function row(one, place, top, asked, newest) {
  const kept = Object.fromEntries(NARROWING.filter((name) => asked.get(name)).map((name) => [name, asked.getAll(name)]));
  const at = (more) => ({ ...kept, kind: asked.getAll("kind"), group: one.key, sort: "-usd", ...more });
  return h("tr", {},
    h("td", { class: "place" }, place),
    h("th", { scope: "row" }, h("a", { class: "who", href: companyAt(one.key) }, one.group), meter(Number(one.standing.usd), top, "standing")),
    h("td", { class: "trend" }, spark(one.years, newest)),
    h("td", { class: "number" }, figure(one.standing, at({ bucket: "standing" }))),
    KINDS.map((kind) => h("td", { class: "number kinds" }, one.kinds[kind] ? figure(one.kinds[kind].standing, at({ kind, bucket: "standing" }), "soft") : "–")),
    h("td", { class: "number" }, figure(one.pending, at({ bucket: "pending" }), "pending")),
    h("td", { class: "number" }, h("a", { class: "figure", href: `/cases?${new URLSearchParams({ group: one.key })}` }, one.cases.toLocaleString("en-GB"))),
    h("td", { class: "number date" }, day(one.last)));
}
