/* Asks for the token of a dashboard that is served to others. */

import { h, put } from "/page/dom.js";

export function askForToken(root, done) {
  const wrong = sessionStorage.getItem("token") !== null;
  const field = h("input", { id: "token", type: "password", autocomplete: "current-password", required: true, class: "wide" });
  put(root, h("h1", {}, "Token"),
    h("form", { class: "panel narrow", onsubmit: (submit) => {
      submit.preventDefault();
      sessionStorage.setItem("token", field.value.trim());
      done();
    } },
    wrong ? h("p", { role: "alert", class: "error" }, "That token was not accepted.") : null,
    h("p", {}, "This dashboard asks for the token that its operator has set. It is kept in this tab only."),
    h("label", { for: "token" }, "Token"), field, h("button", { type: "submit" }, "Open")));
  field.focus();
}
