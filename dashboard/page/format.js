/* Words and figures as people read them. Sums arrive as decimal strings and are never rounded
   except in the short form, whose exact value is in the title. */

const SIGNS = { USD: "$", EUR: "€", GBP: "£", JPY: "¥" };
const SCALE = [[1e12, "tn"], [1e9, "bn"], [1e6, "m"], [1e3, "k"]];

/** "5247500000" -> "$5.25 bn" */
export function short(value, currency = "USD") {
  if (value === null || value === undefined) return "no sum";
  const number = Number(value);
  const sign = SIGNS[currency] || `${currency} `;
  for (const [size, name] of SCALE) {
    if (Math.abs(number) >= size * 0.9995) return `${sign}${figures(number / size)} ${name}`;
  }
  return `${sign}${figures(number)}`;
}

function figures(number) {
  const digits = number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2;
  const text = number.toFixed(digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** "5247500000.5" -> "$5,247,500,000.5", digit for digit. */
export function exact(value, currency = "USD") {
  if (value === null || value === undefined) return "no sum";
  const [whole, part] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return `${SIGNS[currency] || `${currency} `}${grouped}${part ? `.${part.padEnd(2, "0")}` : ""}`;
}

/** At most two decimals, still digit for digit before them. */
export function money(value, currency = "USD") {
  if (value === null || value === undefined) return "no sum";
  const [whole, part = ""] = String(value).split(".");
  return exact(part ? `${whole}.${part.slice(0, 2).padEnd(2, "0")}` : whole, currency);
}

export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

/** "2019-02-27" -> "27 Feb 2019" */
export function day(text) {
  const at = new Date(text && text.length === 10 ? `${text}T00:00:00Z` : text || "");
  return Number.isNaN(at.getTime()) ? "undated" : DAY.format(at);
}

/** An instant in the reader's own time zone. */
export function moment(text) {
  const at = new Date(text || "");
  return Number.isNaN(at.getTime()) ? "at an unknown time" : CLOCK.format(at);
}

/** "3 hours ago", from `now` in milliseconds. */
export function ago(text, now = Date.now()) {
  const seconds = Math.round((now - new Date(text || "").getTime()) / 1000);
  if (Number.isNaN(seconds)) return "never";
  if (seconds < 0) return moment(text);
  for (const [size, name] of [[31536000, "year"], [2592000, "month"], [86400, "day"], [3600, "hour"], [60, "minute"]]) {
    const whole = Math.floor(seconds / size);
    if (whole >= 1) return `${whole} ${name}${whole === 1 ? "" : "s"} ago`;
  }
  return "just now";
}

export const KINDS = ["fine", "lawsuit", "settlement"];
export const BUCKETS = ["standing", "pending", "closed"];
export const PLURAL = { fine: "Fines", lawsuit: "Lawsuits", settlement: "Settlements" };
export const STAGES = ["threatened", "sought", "proposed", "imposed", "agreed", "approved", "paid", "settled", "dismissed", "overturned", "unknown"];

const MEANING = {
  threatened: "announced, nothing filed", sought: "filed and pending", proposed: "offered or intended",
  imposed: "imposed", agreed: "agreed", approved: "approved by a court", paid: "paid",
  settled: "ended by a settlement", dismissed: "thrown out", overturned: "overturned on appeal",
  unknown: "stage not known",
};

export function meaning(stage) {
  return MEANING[stage] || stage;
}

/** An address inside the page with the given parameters. */
export function to(path, params = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    for (const one of [value].flat()) if (one !== null && one !== undefined && one !== "") query.append(key, one);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export const companyAt = (key) => `/companies/${encodeURIComponent(key)}`;
export const caseAt = (id) => `/cases/${encodeURIComponent(id)}`;
