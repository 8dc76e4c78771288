/* Elements from data. Text goes in as text nodes and never as markup, so no title can do harm. */

const SVG = "http://www.w3.org/2000/svg";

/** h("a", {href, class: "x"}, "text", child, [children]) -> an HTML element. */
export function h(name, props = {}, ...children) {
  return fill(document.createElement(name), props, children);
}

/** The same for SVG. */
export function s(name, props = {}, ...children) {
  return fill(document.createElementNS(SVG, name), props, children);
}

function fill(element, props, children) {
  for (const [key, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value") element.value = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** Replace everything inside `element`. */
export function put(element, ...children) {
  element.replaceChildren();
  add(element, children);
  return element;
}

/** A link to another site, if the address is one; else its text alone. */
export function outside(address, ...children) {
  if (!/^https?:\/\//i.test(address || "")) return h("span", {}, ...children);
  return h("a", { href: address, rel: "noopener noreferrer nofollow", target: "_blank", class: "out" }, ...children);
}

/** Tell screen readers. */
export function say(text) {
  document.getElementById("said").textContent = text;
}
