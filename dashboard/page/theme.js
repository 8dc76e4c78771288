/* Runs before the first paint, so that nobody is dazzled: the chosen theme, or the system's. */
"use strict";
(() => {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
