"use strict";
/* Keys, for those who want them. Nothing here is needed to answer, and nothing here answers: keys move the focus, people press. */
(() => {
  const OFF = "countersign-keys-off";
  const dialog = document.getElementById("keys");
  const toggle = dialog.querySelector("[data-keys-on]");
  const on = () => localStorage.getItem(OFF) === null;
  toggle.checked = on();
  toggle.addEventListener("change", () => (toggle.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  document.querySelectorAll("[data-keys-help]").forEach((button) => button.addEventListener("click", () => dialog.showModal()));

  const rows = () => [...document.querySelectorAll("[data-row] a[href]:first-of-type")];
  const walk = (step) => {
    const all = rows();
    const at = all.indexOf(document.activeElement?.closest("[data-row]")?.querySelector("a[href]"));
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    all[next]?.focus();
  };
  const go = (selector) => document.querySelector(selector)?.focus();
  const keys = {
    j: () => walk(1),
    k: () => walk(-1),
    a: () => go("[data-approve]"),
    d: () => go("[data-deny]"),
    g: () => document.querySelector(".brand a").click(),
    "?": () => dialog.showModal(),
  };
  const typing = (target) => target.closest("input, textarea, select, dialog[open]") !== null;

  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (event.key !== "?" && !on()) return;
    event.preventDefault();
    act();
  });

  /* A second press of the same button would only be told that the answer is there already. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
})();
