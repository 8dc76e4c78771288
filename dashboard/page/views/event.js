/* One case: what it is, how it came to be, and every sentence it rests on. */

import { get } from "/page/api.js";
import { h, outside, put } from "/page/dom.js";
import { caseAt, companyAt, count, day, exact, meaning, moment } from "/page/format.js";
import { amount, changes, kindBadge, origin, panel, stageBadge } from "/page/parts.js";

const RELATIONS = { settles: "settles", settled_by: "settled by" };

export async function event(root, { id, follow }) {
  await follow((stop) => get(`/api/cases/${encodeURIComponent(id)}`, stop), (one) => put(root,
    h("p", { class: "crumbs" }, h("a", { href: companyAt(one.group) }, one.group), " / ", one.kind),
    h("div", { class: "heading event-head" }, h("h1", {}, title(one)), h("p", { class: "tags" }, kindBadge(one.kind), stageBadge(one),
      one.confirmed ? h("span", { class: "flag good" }, "confirmed") : null, one.ambiguous ? h("span", { class: "flag" }, "ambiguous") : null)),
    warning(one),
    h("div", { class: "split case" },
      h("div", {}, panel(`Evidence: ${count(one.mention_count || one.mentions.length, "statement")} in ${count(one.item_count || one.sources.length, "item")}`, evidence(one)), panel("History", history(one))),
      h("div", {}, panel("Facts", facts(one)), tied(one), alerts(one)))));
}

function title(one) {
  const who = one.company === one.group ? one.company : `${one.company} (${one.group})`;
  const sum = one.amount ? exact(one.amount, one.currency) : "no sum known";
  return `${who}: ${one.kind}, ${sum}`;
}

function warning(one) {
  if (one.status === "merged") return h("p", { class: "banner", role: "note" }, "This case was merged into ", h("a", { href: caseAt(one.merged_into) }, "another one"), " and counts there.");
  if (one.status === "withdrawn") return h("p", { class: "banner", role: "note" }, "Withdrawn: no statement is left that supports it. It counts nowhere.");
  if (one.ambiguous) return h("p", { class: "banner", role: "note" }, "Ambiguous: it may be the same event as another case. Both are kept until somebody decides.");
  return null;
}

function facts(one) {
  const rows = [
    ["Company", [h("a", { href: companyAt(one.group) }, one.group), one.company !== one.group ? ` as ${one.company}` : ""]],
    ["Sum", one.amount ? exact(one.amount, one.currency) : one.rate_note || "none stated"],
    ["In US dollars", one.usd ? exact(one.usd) : null],
    ["In euros", one.eur ? exact(one.eur, "EUR") : null],
    ["Exchange rate", rate(one)],
    ["Stage", `${meaning(one.stage) === one.stage ? one.stage : `${one.stage}: ${meaning(one.stage)}`} (${one.bucket})`],
    [one.kind === "fine" ? "Authority" : "Other party", one.authority && one.authority !== one.party ? `${one.authority} (${one.party || "as registered"})` : one.party],
    ["Jurisdiction", one.jurisdiction], ["Date of the event", day(one.date)],
    ["First reported", one.first_reported ? moment(one.first_reported) : null],
    ["Last reported", one.last_reported ? moment(one.last_reported) : null],
    ["Confidence", `${Math.round(one.confidence * 100)}%`], ["Case", h("code", {}, one.id)],
  ];
  return h("dl", { class: "facts" }, rows.filter(([, value]) => value).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function rate(one) {
  const pairs = one.rate ? [["USD", one.rate.usd], ["EUR", one.rate.eur]].filter(([name]) => name !== one.currency) : [];
  if (one.rate) return `1 ${one.currency} = ${pairs.map(([name, value]) => `${value} ${name}`).join(" = ")} (European Central Bank, ${day(one.rate.date)})`;
  return one.amount ? one.rate_note || "no rate for that day, so nothing is converted" : null;
}

/** Every statement with its sentence; the case's own sources where no statement is at hand. */
function evidence(one) {
  const placed = one.mentions.map((place) => ({ ...place, quote: place.mention.evidence, mention: place.mention }));
  const told = new Set(placed.map((place) => place.mention.id));
  const rest = one.sources.filter((source) => !told.has(source.mention)).map((source) => ({ ...source, quote: source.evidence, mention: null }));
  const all = [...placed, ...rest];
  if (!all.length) return h("p", { class: "empty" }, "No statement supports this case any more.");
  return h("ol", { class: "evidence" }, all.map((place) => h("li", {},
    h("h3", {}, headline(place)), origin(place),
    place.quote && place.quote.field !== "title" ? h("blockquote", {}, h("mark", {}, sentence(place.quote.text, place.mention))) : null,
    place.mention ? reason(place.mention) : null)));
}

function headline(place) {
  if (place.quote?.field !== "title") return outside(place.url, place.title || "untitled");
  const letters = Array.from(place.title);
  const [from, into] = [place.quote.start, place.quote.end];
  if (letters.slice(from, into).join("") !== place.quote.text) return [outside(place.url, place.title), " ", h("mark", {}, place.quote.text)];
  return outside(place.url, letters.slice(0, from).join(""), h("mark", {}, place.quote.text), letters.slice(into).join(""));
}

/** The sentence with the company set off, so that the eye finds it. */
function sentence(text, mention) {
  const name = mention?.company;
  const at = name ? text.indexOf(name) : -1;
  if (at < 0) return text;
  return [text.slice(0, at), h("b", {}, name), text.slice(at + name.length)];
}

function reason(mention) {
  const sum = mention.amount ? `, ${exact(mention.amount, mention.currency)}` : "";
  return h("p", { class: "reason" }, h("b", {}, "Why: "), mention.reason || `read as ${mention.kind}`,
    h("span", { class: "rule" }, `${mention.kind}, ${mention.stage}${sum} · rule ${mention.rule} · ${Math.round(mention.confidence * 100)}% sure`,
      mention.role === "background" ? " · told as history" : "", mention.joint ? " · one sum for several companies" : ""));
}

function tied(one) {
  const rows = [
    ...one.links.map((link) => [RELATIONS[link.relation] || link.relation, one.related[link.case], link.case]),
    ...one.candidates.map((id) => ["may be the same as", one.related[id], id]),
  ];
  if (!rows.length) return null;
  return panel("Connected cases", h("ul", { class: "tied" }, rows.map(([how, other, id]) => h("li", {},
    h("span", { class: "how" }, how), " ",
    h("a", { href: caseAt(id) }, other ? [kindBadge(other.kind), " ", amount(other), " ", day(other.date)] : id)))));
}

function history(one) {
  const titles = Object.fromEntries(one.sources.map((source) => [source.item, source.title]));
  return h("ol", { class: "history" }, [...one.history].reverse().map((step) => h("li", {},
    h("b", {}, step.what), " ", h("time", { datetime: step.at || "" }, step.at ? day(step.at) : ""),
    h("div", { class: "changes" }, changes(step.fields || {})), step.note ? h("p", { class: "note" }, step.note) : null,
    h("p", { class: "cause" }, titles[step.cause] || step.cause))));
}

function alerts(one) {
  if (!one.alerts.length) return null;
  return panel("Alerts sent", h("ul", { class: "sent" }, one.alerts.map((alert) => h("li", {},
    h("b", {}, alert.type), " ", day(alert.at), " · ", alert.severity, alert.reason ? ` · ${alert.reason}` : ""))));
}
