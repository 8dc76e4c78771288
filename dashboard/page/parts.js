/* Pieces that several views share: figures that lead to their evidence, badges, rows of cases. */

import { h, outside } from "/page/dom.js";
import { caseAt, companyAt, count, day, exact, meaning, money, short, to } from "/page/format.js";

/** A sum that leads to the cases it is made of. */
export function figure(total, params, how = "") {
  const label = `${exact(total.usd)} in ${count(total.count, "case")}`;
  if (!total.count) return h("span", { class: `figure none ${how}` }, "–");
  const shown = Number(total.usd) ? short(total.usd) : "no sum";
  return h("a", { class: `figure ${how}`, href: to("/cases", params), title: label }, shown,
    h("small", {}, ` ${total.count.toLocaleString("en-GB")}`, h("span", { class: "hidden" }, total.count === 1 ? " case" : " cases")));
}

export function kindBadge(kind) {
  return h("span", { class: `kind ${kind}` }, kind);
}

export function stageBadge(one) {
  return h("span", { class: `stage ${one.bucket}`, title: `${meaning(one.stage)} (${one.bucket})` }, one.stage);
}

/** The sum as written, and what it is in US dollars. */
export function amount(one) {
  if (one.amount === null || one.amount === undefined) return h("span", { class: "none" }, "no sum");
  const same = one.currency === "USD";
  return h("span", { class: "amount", title: exact(one.amount, one.currency) }, short(one.amount, one.currency),
    !same && one.usd ? h("small", {}, ` ${short(one.usd)}`) : null);
}

/** A table of cases; the whole story of a case is one click away. */
export function caseTable(cases, { company = true } = {}) {
  if (!cases.length) return h("p", { class: "empty" }, "No case matches.");
  return h("table", { class: "rows cases" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Date"), h("th", { scope: "col" }, "Event"),
      h("th", { scope: "col" }, "Stage"), h("th", { scope: "col", class: "number" }, "Sum"))),
    h("tbody", {}, cases.map((one) => h("tr", {},
      h("td", { class: "date" }, h("time", { datetime: one.date || "" }, day(one.date))),
      h("td", { class: "event" },
        h("div", { class: "line" }, kindBadge(one.kind),
          company ? h("a", { class: "who", href: companyAt(one.group) }, one.group) : null,
          one.company !== one.group ? h("span", { class: "sub" }, one.company) : null,
          one.party ? h("span", { class: "by" }, one.kind === "fine" ? "by " : "with ", one.party) : null,
          one.jurisdiction ? h("span", { class: "where" }, one.jurisdiction) : null,
          one.ambiguous ? h("span", { class: "flag" }, "ambiguous") : null),
        h("a", { class: "quote", href: caseAt(one.id) }, one.quote || one.title || "Open the case")),
      h("td", {}, stageBadge(one)),
      h("td", { class: "number" }, h("a", { class: "figure", href: caseAt(one.id) }, amount(one))),
    ))));
}

/** One alert of a list. */
export function alertItem(one, { fresh = false } = {}) {
  const source = one.evidence?.[0];
  return h("li", { class: `alert ${one.type} ${fresh ? "fresh" : ""}`, "data-id": one.id },
    h("span", { class: `loud ${one.severity}`, title: `severity: ${one.severity}` }, h("span", { class: "hidden" }, `${one.severity}: `)),
    h("div", {},
      h("div", { class: "line" }, kindBadge(one.kind),
        h("a", { class: "who", href: companyAt(one.group) }, one.company),
        h("span", { class: "how" }, one.type),
        stageBadge(one),
        h("a", { class: "figure", href: caseAt(one.case) }, amount(one))),
      Object.keys(one.changes || {}).length ? h("div", { class: "changes" }, changes(one.changes)) : null,
      h("a", { class: "quote", href: caseAt(one.case) }, h("time", { class: "when", datetime: one.at || "" }, day(one.at)), source?.evidence?.text || one.reason)));
}

/** "stage: agreed → approved" */
export function changes(fields) {
  return Object.entries(fields).map(([name, [from, into]]) => h("span", { class: "change" },
    `${name}: `, h("del", {}, from ?? "none"), " → ", h("ins", {}, into ?? "none")));
}

/** Where an item was published. */
export function origin(source) {
  return h("span", { class: "origin" }, outside(source.url, source.publisher || "source"), " · ",
    h("time", { datetime: source.published || "" }, day(source.published)));
}

export function heading(title, ...more) {
  return h("div", { class: "heading" }, h("h1", {}, title), ...more);
}

export function panel(title, ...children) {
  return h("section", { class: "panel" }, title ? h("h2", {}, title) : null, ...children);
}

export { money };
