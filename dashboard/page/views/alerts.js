/* All alerts, live, with filters. */

import { get } from "/page/api.js";
import { h, put } from "/page/dom.js";
import { bar, wanted } from "/page/filters.js";
import { more } from "/page/pages.js";
import { alertItem, heading } from "/page/parts.js";

const FIELDS = ["kind", "type", "bucket", "jurisdiction", "authority", "watchlist", "since", "until", "min_usd", "keyword"];

export async function alerts(root, { query, follow, signal }) {
  const [summary, lists] = await Promise.all([get("/api/summary", signal), get("/api/watchlists", signal)]);
  const asked = wanted(query, "-at");
  asked.delete("days");
  const list = h("div", {});
  put(root, heading("Alerts", h("p", { class: "aside" }, "Also as a ", h("a", { href: "/api/stream" }, "stream"), " and as ", h("a", { href: `/api/alerts?${asked}` }, "JSON"))),
    bar(query, { facets: summary.facets, watchlists: lists.watchlists.map((one) => one.watchlist.name), fields: FIELDS }), list);
  let known = null;
  await follow((stop) => get(`/api/alerts?${asked}`, stop), (data) => {
    const fresh = (one) => known !== null && !known.has(one.id);
    const items = data.alerts.map((one) => alertItem(one, { fresh: fresh(one) }));
    known = new Set(data.alerts.map((one) => one.id));
    put(list, items.length ? h("ol", { class: "alerts panel" }, items) : h("p", { class: "empty" }, "No alert matches."),
      more("/api/alerts", asked, data.next, (page) => h("ol", { class: "alerts panel" }, page.alerts.map((one) => alertItem(one)))));
  });
}
