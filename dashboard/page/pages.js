/* Pages of a list: the first is kept current, further ones are appended on demand. */

import { get } from "/page/api.js";
import { h } from "/page/dom.js";

/** A button that loads the page after `cursor` and hands its rows to `add(data)`. */
export function more(path, query, cursor, add) {
  if (!cursor) return null;
  const button = h("button", { type: "button", class: "more-rows", onclick: async () => {
    button.disabled = true;
    const next = new URLSearchParams(query);
    next.set("cursor", cursor);
    const data = await get(`${path}?${next}`).catch(() => null);
    if (!data) { button.disabled = false; return; }
    button.replaceWith(add(data), more(path, query, data.next, add) || "");
  } }, "More");
  return button;
}
