/* Charts drawn by hand in SVG. Solid is standing, hatched is pending; they stand side by side and
   are never stacked on each other. Every bar is a link to the cases behind it. */

import { h, s } from "/page/dom.js";
import { KINDS, PLURAL, exact, short, to } from "/page/format.js";

const H = 220, LEFT = 56, BOTTOM = 24, TOP = 12;

/* One unit is one pixel, so that labels keep their size: half the page, or all of a phone. */
const width = (full) => Math.round(Math.max(280, Math.min(full, innerWidth - 62)));

/** Standing and pending sums by year and kind. `years` maps a year to totals of the API. */
export function byYear(years, params = {}, full = 684) {
  const W = width(full);
  const known = Object.keys(years).filter((year) => /^\d{4}$/.test(year)).map(Number);
  if (!known.length) return h("p", { class: "empty" }, "No dated event yet.");
  const first = Math.min(...known), last = Math.max(...known);
  const from = Math.max(first, last - 24);
  const span = Array.from({ length: last - from + 1 }, (_, n) => String(from + n));
  const sum = (year, bucket) => KINDS.reduce((all, kind) => all + usd(years, year, kind, bucket), 0);
  const top = nice(Math.max(1, ...span.flatMap((year) => [sum(year, "standing"), sum(year, "pending")])));
  const step = (W - LEFT) / span.length;
  const thick = Math.min(22, Math.max(3, step * 0.32));
  const y = (value) => H - BOTTOM - (value / top) * (H - BOTTOM - TOP);
  const marks = [];
  for (const part of [0, 0.5, 1]) {
    marks.push(
      s("line", { x1: LEFT, x2: W, y1: y(top * part), y2: y(top * part), class: part ? "grid" : "base" }),
      s("text", { x: LEFT - 8, y: y(top * part) + 4, class: "tick end" }, part ? short(top * part) : "0"),
    );
  }
  const every = Math.ceil((span.length * 44) / (W - LEFT));
  span.forEach((year, n) => {
    const middle = LEFT + step * (n + 0.5);
    if ((span.length - 1 - n) % every === 0) marks.push(s("text", { x: middle, y: H - 6, class: "tick middle" }, year));
    for (const [bucket, x] of [["standing", middle - thick - 1], ["pending", middle + 1]]) {
      let height = 0;
      for (const kind of KINDS) {
        const value = usd(years, year, kind, bucket);
        if (!value) continue;
        const label = `${year}, ${PLURAL[kind].toLowerCase()} ${bucket}: ${exact(years[year].kinds[kind][bucket].usd)}`;
        const at = { kind, bucket, since: `${year}-01-01`, until: `${year}-12-31`, ...params };
        const tall = Math.max(1.5, y(height) - y(height + value));
        marks.push(
          s("a", { href: to("/cases", at), "aria-label": label },
            s("title", {}, label),
            s("rect", { x, width: thick, y: y(height) - tall, height: tall, class: `bar ${kind} ${bucket}`, rx: 1 })),
        );
        height += value;
      }
    }
  });
  return h("figure", { class: "chart" },
    s("svg", { viewBox: `0 0 ${W} ${H}`, role: "group", "aria-label": "Sums by year and kind, in US dollars" }, hatches(), marks),
    h("figcaption", { class: "legend" },
      KINDS.map((kind) => h("span", {}, h("i", { class: `key ${kind}` }), PLURAL[kind])),
      h("span", {}, h("i", { class: "key any standing" }), "standing"),
      h("span", {}, h("i", { class: "key any pending" }), "pending, never added")));
}

function usd(years, year, kind, bucket) {
  return Number(years[year]?.kinds?.[kind]?.[bucket]?.usd || 0);
}

function nice(value) {
  const size = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].find((step) => step * size >= value) * size;
}

function hatches() {
  return s("defs", {}, KINDS.map((kind) =>
    s("pattern", { id: `hatch-${kind}`, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      s("rect", { width: 5, height: 5, class: `hatch-ground ${kind}` }),
      s("rect", { width: 1.8, height: 5, class: `hatch-line ${kind}` }))));
}

/** A company's standing sums in the ten years up to `last` as small columns, for a table cell. */
export function spark(years, last) {
  const values = Array.from({ length: 10 }, (_, n) => Number(years[String(last - 9 + n)] || 0));
  const top = Math.max(...values);
  return s("svg", { viewBox: "0 0 60 16", class: "spark", "aria-hidden": "true" },
    values.map((value, n) => {
      const tall = value && top ? Math.max(2, (value / top) * 15) : 0.75;
      return s("rect", { x: n * 6, y: 16 - tall, width: 4, height: tall, class: value ? "on" : "off" });
    }));
}

/** A bar whose length is `value` of `top`, in a table cell. */
export function meter(value, top, how) {
  const part = top > 0 ? Math.max(value > 0 ? 1.2 : 0, (value / top) * 100) : 0;
  return s("svg", { viewBox: "0 0 100 4", preserveAspectRatio: "none", class: "meter", "aria-hidden": "true" },
    s("rect", { x: 0, y: 0, width: 100, height: 4, class: "track" }),
    s("rect", { x: 0, y: 0, width: part, height: 4, class: how }));
}

/** Columns of plain counts, e.g. how sure the reader was. */
export function columns(counts, label) {
  const top = Math.max(1, ...counts);
  const step = 300 / counts.length;
  return s("svg", { viewBox: "0 0 300 60", preserveAspectRatio: "none", class: "columns", role: "img", "aria-label": label },
    counts.map((value, n) => {
      const tall = value ? Math.max(1.5, (value / top) * 54) : 0.75;
      return s("rect", { x: n * step, y: 58 - tall, width: step - 1.5, height: tall, class: value ? "on" : "off" },
        s("title", {}, `${(n / counts.length).toFixed(2)} to ${((n + 1) / counts.length).toFixed(2)}: ${value}`));
    }));
}

/** Events on a line of time; the area of a mark follows its sum. */
export function timeline(cases) {
  const dated = cases.filter((one) => one.date);
  if (dated.length < 2) return null;
  const W = width(556);
  const times = dated.map((one) => Date.parse(one.date));
  const first = Math.min(...times), last = Math.max(...times);
  const x = (time) => 20 + ((time - first) / Math.max(1, last - first)) * (W - 40);
  const top = Math.max(1, ...dated.map((one) => Number(one.usd || 0)));
  const lanes = { fine: 24, lawsuit: 56, settlement: 88 };
  const place = Object.fromEntries(dated.map((one) => [one.id, [x(Date.parse(one.date)), lanes[one.kind]]]));
  const ties = dated.flatMap((one) => (one.links || [])
    .filter((link) => ["settles", "follows"].includes(link.relation) && place[link.case])
    .map((link) => tie(place[link.case], place[one.id])));
  const years = [];
  for (let year = new Date(first).getUTCFullYear() + 1; year <= new Date(last).getUTCFullYear(); year++) {
    const at = x(Date.UTC(year, 0, 1));
    years.push(s("line", { x1: at, x2: at, y1: 8, y2: 104, class: "grid" }), s("text", { x: at + 3, y: 118, class: "tick" }, year));
  }
  return s("svg", { viewBox: `0 0 ${W} 124`, class: "timeline", role: "group", "aria-label": "Events over time" },
    hatches(), years,
    Object.entries(lanes).map(([, y]) => s("line", { x1: 0, x2: W, y1: y, y2: y, class: "lane" })), ties,
    dated.map((one) => {
      const label = `${one.date}: ${one.kind}, ${one.stage}, ${one.usd ? exact(one.usd) : "no sum"}`;
      const size = 4 + 12 * Math.sqrt(Number(one.usd || 0) / top);
      return s("a", { href: `/cases/${encodeURIComponent(one.id)}`, "aria-label": label },
        s("title", {}, label),
        s("circle", { cx: place[one.id][0], cy: place[one.id][1], r: size, class: `dot ${one.kind} ${one.bucket}` }));
    }));
}

function tie([x1, y1], [x2, y2]) {
  return s("path", { d: `M${x1} ${y1}C${x1} ${(y1 + y2) / 2},${x2} ${(y1 + y2) / 2},${x2} ${y2}`, class: "tie" });
}
