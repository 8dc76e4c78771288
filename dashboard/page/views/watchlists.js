/* Watchlists: what to be told about, tried against the last year before it is saved. */

import { get, send } from "/page/api.js";
import { h, put, say } from "/page/dom.js";
import { KINDS, STAGES, count, exact, to } from "/page/format.js";
import { alertItem, heading, panel } from "/page/parts.js";

export async function watchlists(root, { query, follow }) {
  const editing = query.get("edit");
  await follow((stop) => get("/api/watchlists", stop), (data, first) => {
    if (!first && root.querySelector("form.watch")) { drawList(root.querySelector("#lists"), data); return; }
    const chosen = data.watchlists.find((one) => one.watchlist.name === editing)?.watchlist;
    const lists = h("div", { id: "lists" });
    drawList(lists, data);
    put(root, heading("Watchlists", h("p", { class: "aside" }, "Every condition that is given must hold; within one, any entry will do.")),
      h("div", { class: "split even" }, lists, form(chosen, data.channels)));
  });
}

function drawList(root, data) {
  put(root, panel(null, h("h2", {}, "Saved", h("a", { class: "more", href: "/watchlists" }, "new")),
    data.watchlists.length ? h("ul", { class: "lists" }, data.watchlists.map(({ watchlist, source }) => h("li", {},
      h("div", { class: "line" }, h("a", { class: "who", href: to("/alerts", { watchlist: watchlist.name }) }, watchlist.title || watchlist.name),
        h("code", {}, watchlist.name), source === "file" ? h("span", { class: "flag" }, "from the file") : null),
      h("p", { class: "note" }, describe(watchlist)),
      h("p", { class: "actions" }, h("a", { href: to("/cases", { watchlist: watchlist.name }) }, "cases"),
        source === "saved" ? [h("a", { href: to("/watchlists", { edit: watchlist.name }) }, "change"), remove(watchlist)] : null))))
      : h("p", { class: "empty" }, "None yet. Describe one on this page, look at what it would have sent, and save it.")));
}

function describe(one) {
  const parts = [
    one.groups.join(", "), one.companies.join(", "), one.kinds.join(" or "), one.stages.join(" or "), one.authorities.join(", "),
    one.jurisdictions.join(", "), one.keywords.map((word) => `“${word}”`).join(" or "), one.min_usd ? `at least ${exact(one.min_usd)}` : "",
    one.min_severity === "low" ? "" : `${one.min_severity} or louder`,
  ].filter(Boolean);
  const out = one.channels.length ? `${one.digest === "now" ? "at once" : one.digest} by ${one.channels.join(", ")}` : "shown here only";
  return `${parts.join(" · ") || "everything"}; ${out}${one.quiet ? `, quiet ${one.quiet} ${one.timezone}` : ""}`;
}

function remove(watchlist) {
  const button = h("button", { type: "button", class: "link", onclick: async () => {
    if (button.dataset.sure !== "yes") { button.dataset.sure = "yes"; put(button, "delete for good?"); return; }
    await send("DELETE", `/api/watchlists/${watchlist.name}`);
    say(`${watchlist.name} deleted`);
    button.closest("li").remove();
  } }, "delete");
  return button;
}

function form(one, channels) {
  const result = h("div", { id: "preview", "aria-live": "polite" });
  const read = () => values(new FormData(element));
  const run = async (act) => {
    put(result);
    try { await act(); } catch (error) { put(result, h("p", { class: "error", role: "alert" }, error.message)); }
  };
  const element = h("form", { class: "panel watch", onsubmit: (submit) => {
    submit.preventDefault();
    run(async () => {
      const body = read();
      await send("PUT", `/api/watchlists/${encodeURIComponent(body.name)}`, body);
      put(result, h("p", { role: "status", class: "good" }, `Saved as ${body.name}.`));
      const data = await get("/api/watchlists");
      drawList(document.getElementById("lists"), data);
    });
  } },
  h("h2", {}, one ? `Change ${one.name}` : "New watchlist"),
  field("name", "Name", one?.name, { required: true, pattern: "[a-z0-9][a-z0-9\\-]{0,59}", title: "small letters, digits, dashes", readonly: Boolean(one) }),
  field("title", "Title", one?.title),
  field("groups", "Companies (groups)", one?.groups.join(", "), { placeholder: "Google, Meta" }),
  field("companies", "Subsidiaries or brands", one?.companies.join(", ")),
  ticks("kinds", "Kinds", KINDS, one?.kinds),
  h("details", { open: Boolean(one?.stages.length) }, h("summary", {}, "Stages"), ticks("stages", "Stages", STAGES, one?.stages)),
  field("authorities", "Authorities or claimants", one?.authorities.join(", ")),
  field("jurisdictions", "Jurisdictions", one?.jurisdictions.join(", "), { placeholder: "US, EU" }),
  field("keywords", "Words or phrases", one?.keywords.join(", "), { placeholder: "privacy, money laundering" }),
  h("div", { class: "pair" },
    field("min_usd", "At least, in US dollars", one?.min_usd, { inputmode: "decimal", pattern: "[0-9]+([.][0-9]+)?" }),
    pick("min_severity", "Severity from", ["low", "medium", "high", "critical"], one?.min_severity)),
  channels.length ? ticks("channels", "Send by", channels, one?.channels) : h("p", { class: "note" }, "No channel is set up: the watchlist file names them."),
  h("div", { class: "pair" }, pick("digest", "When", ["now", "hourly", "daily"], one?.digest),
    field("quiet", "Quiet hours", one?.quiet, { placeholder: "22:00-07:00", pattern: "[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]" })),
  field("timezone", "Time zone", one?.timezone || Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"),
  h("p", { class: "buttons" }, h("button", { type: "button", onclick: () => run(async () => {
    const body = read();
    preview(result, await send("POST", "/api/watchlists/preview", { ...body, name: body.name || "preview" }));
  }) }, "Preview"), h("button", { type: "submit", class: "strong" }, "Save")), result);
  return element;
}

function preview(root, data) {
  put(root, h("p", { class: "verdict" }, h("b", {}, data.text), `; ${count(data.events, "event")}, and ${count(data.cases, "case")} on file match.`),
    h("ol", { class: "alerts" }, data.latest.slice(0, 5).map((one) => alertItem(one))));
}

function values(data) {
  const list = (name) => String(data.get(name) || "").split(",").map((text) => text.trim()).filter(Boolean);
  return {
    name: data.get("name").trim(), title: data.get("title").trim(), groups: list("groups"), companies: list("companies"),
    kinds: data.getAll("kinds"), stages: data.getAll("stages"), authorities: list("authorities"), jurisdictions: list("jurisdictions"),
    keywords: list("keywords"), min_usd: data.get("min_usd").trim() || null, min_severity: data.get("min_severity"),
    channels: data.getAll("channels"), digest: data.get("digest"), quiet: data.get("quiet").trim() || null, timezone: data.get("timezone").trim() || "UTC",
  };
}

function field(name, label, value, more = {}) {
  return h("label", { class: "field" }, h("span", {}, label), h("input", { name, id: `w-${name}`, value: value || "", ...more }));
}

function ticks(name, label, options, chosen = []) {
  return h("fieldset", {}, h("legend", {}, label), options.map((one) => h("label", { class: "tick-box" },
    h("input", { type: "checkbox", name, value: one, checked: chosen.includes(one) }), one)));
}

function pick(name, label, options, chosen) {
  return h("label", { class: "field" }, h("span", {}, label), h("select", { name, id: `w-${name}` }, options.map((one) => h("option", { value: one, selected: one === chosen }, one))));
}
