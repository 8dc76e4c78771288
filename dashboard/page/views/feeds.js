/* Where the news comes from, and whether it still does. */

import { get } from "/page/api.js";
import { columns } from "/page/charts.js";
import { h, outside, put } from "/page/dom.js";
import { ago, count, moment } from "/page/format.js";
import { heading, panel } from "/page/parts.js";

const ORDER = { failing: 0, gone: 1, silent: 2, new: 3, active: 4 };
const stateOf = (feed) => (feed.status === "active" && feed.silent ? "silent" : feed.status);

export async function feeds(root, { follow }) {
  await follow((stop) => get("/api/feeds", stop), (data) => {
    const rows = [...data.feeds].sort((a, b) => (ORDER[stateOf(a)] ?? 9) - (ORDER[stateOf(b)] ?? 9) || a.feed.localeCompare(b.feed));
    const bad = rows.filter((feed) => ["failing", "silent", "gone"].includes(stateOf(feed))).length;
    const letters = Object.entries(data.dead_letters);
    put(root, heading("Feeds", h("p", { class: "aside" }, `${count(rows.length, "feed")}, ${bad ? `${bad} need a look` : "all well"}`)),
      h("div", { class: "split even" },
        panel("How sure the reader is", columns(data.confidence, "Statements by confidence, from 0 to 1"), h("p", { class: "note" }, `Confidence of ${count(data.rows.placement, "statement")}, from 0 on the left to 1 on the right.`)),
        panel("Dead letters", letters.length ? h("table", { class: "rows" }, h("tbody", {}, letters.map(([stage, n]) => h("tr", {}, h("th", { scope: "row" }, stage), h("td", { class: "number" }, n.toLocaleString("en-GB"))))))
          : h("p", { class: "empty" }, "None. What a stage cannot take would be counted here."))),
      rows.length ? table(rows) : h("p", { class: "empty" }, "No feed has been polled yet."));
  });
}

function table(rows) {
  return h("table", { class: "rows feeds" },
    h("thead", {}, h("tr", {}, ["Feed", "State", "Last success", "Newest entry", "A week", "Entries"].map((name, n) => h("th", { scope: "col", class: n > 3 ? "number" : "" }, name)))),
    h("tbody", {}, rows.map((feed) => h("tr", {},
      h("th", { scope: "row" }, outside(feed.url, feed.title || feed.feed), h("small", {}, ` ${[feed.country, feed.kind].filter(Boolean).join(", ")}`)),
      h("td", {}, h("span", { class: `state ${stateOf(feed)}` }, stateOf(feed)), feed.error ? h("small", { class: "why" }, feed.failures > 1 ? `${feed.failures} in a row: ` : "", feed.error) : null),
      h("td", {}, h("time", { datetime: feed.last_success || "", title: moment(feed.last_success) }, ago(feed.last_success))),
      h("td", {}, h("time", { datetime: feed.newest || "", title: moment(feed.newest) }, ago(feed.newest))),
      h("td", { class: "number" }, feed.rate ? feed.rate.toFixed(feed.rate < 10 ? 1 : 0) : "–"),
      h("td", { class: "number" }, feed.items.toLocaleString("en-GB"))))));
}
