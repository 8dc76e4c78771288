/* Cases behind any figure. */

import { get } from "/page/api.js";
import { h, put } from "/page/dom.js";
import { bar, wanted } from "/page/filters.js";
import { count } from "/page/format.js";
import { more } from "/page/pages.js";
import { caseTable, heading } from "/page/parts.js";

const FIELDS = ["kind", "bucket", "stage", "jurisdiction", "authority", "watchlist", "days", "since", "until", "min_usd", "keyword"];
const ORDERS = [["-date", "latest"], ["-usd", "largest"], ["-reported", "last reported"], ["confidence", "least certain"]];

export async function cases(root, { query, follow, signal }) {
  const [summary, lists] = await Promise.all([get("/api/summary", signal), get("/api/watchlists", signal)]);
  const asked = wanted(query, "-date");
  const list = h("div", {});
  const size = h("p", { class: "aside" });
  put(root, heading("Cases", size),
    bar(query, { facets: summary.facets, watchlists: lists.watchlists.map((one) => one.watchlist.name), fields: FIELDS }),
    h("p", { class: "orders" }, "Order: ", ORDERS.map(([sort, label]) => h("a", { href: `/cases?${other(query, sort)}`, "aria-current": asked.get("sort") === sort ? "true" : null }, label))), list);
  await follow((stop) => get(`/api/cases?${asked}`, stop), (data) => {
    put(size, count(data.count, "case"));
    put(list, caseTable(data.cases), more("/api/cases", asked, data.next, (page) => caseTable(page.cases)));
  });
}

function other(query, sort) {
  const next = new URLSearchParams(query);
  next.set("sort", sort);
  return next;
}
