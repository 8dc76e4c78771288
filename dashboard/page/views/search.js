/* Companies and cases by their words. */

import { get } from "/page/api.js";
import { h, put } from "/page/dom.js";
import { companyAt, count } from "/page/format.js";
import { caseTable, figure, heading, panel } from "/page/parts.js";

export async function search(root, { query, follow }) {
  const text = query.get("q") || "";
  const field = document.getElementById("find");
  if (document.activeElement !== field) field.value = text;
  await follow((stop) => get(`/api/search?limit=50&q=${encodeURIComponent(text)}`, stop), (found) => put(root,
    heading(text ? `Search: ${text}` : "Search", h("p", { class: "aside" }, `${count(found.companies.length, "company", "companies")}, ${count(found.cases.length, "case")}`)),
    found.companies.length ? panel("Companies", h("table", { class: "rows" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Company"), h("th", { scope: "col", class: "number" }, "Standing"), h("th", { scope: "col", class: "number" }, "Pending"))),
      h("tbody", {}, found.companies.map((one) => h("tr", {},
        h("th", { scope: "row" }, h("a", { class: "who", href: companyAt(one.key) }, one.group)),
        h("td", { class: "number" }, figure(one.standing, { group: one.key, bucket: "standing" })),
        h("td", { class: "number" }, figure(one.pending, { group: one.key, bucket: "pending" }, "pending"))))))) : null,
    found.cases.length ? panel("Cases", caseTable(found.cases)) : null,
    !found.companies.length && !found.cases.length ? h("p", { class: "empty" }, "Nothing holds all of these words. Names, parties, titles and quoted sentences are searched.") : null));
}
