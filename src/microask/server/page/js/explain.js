/** How a score comes about, effect by effect, as a dialog behind the link #explain. */

import { h } from "./dom.js";
import { capital, signed } from "./wording.js";

/** Effects smaller than this are summed up in one line. */
const LEAST = 0.005;

/** Open the dialog whenever the address ends in #explain; `current` returns the score to explain, or null. */
export function bindExplain(dialog, current) {
  const follow = () => {
    const score = location.hash === "#explain" ? current() : null;
    if (score?.value == null) return dialog.close();
    dialog.replaceChildren(...content(score, () => dialog.close()));
    if (!dialog.open) dialog.showModal();
    return undefined;
  };
  addEventListener("hashchange", follow);
  dialog.addEventListener("close", () => {
    if (location.hash === "#explain") history.replaceState(null, "", location.pathname);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  follow();
}

function content(score, close) {
  let total = score.base;
  const told = score.effects.filter(({ words, effect }) => words && Math.abs(effect) >= LEAST);
  const rest = score.value - score.base - told.reduce((sum, { effect }) => sum + effect, 0);
  const rows = [...told, { words: "everything else that was looked at", effect: rest }].map(({ words, effect }) => {
    total += effect;
    return row(capital(words), signed(effect), total.toFixed(2));
  });
  return [
    h("header", {}, h("h2", { id: "explain-title" }, "How this score comes about"), h("button", { type: "button", on: { click: close } }, "Close")),
    h("p", {}, "The score starts where an average ask stands. Everything that was found, or missed, moves it up or down, and the sum is exact."),
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-label": "Effects" },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ...["What", "Effect", "So far"].map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", {}, row("An average ask", "", score.base.toFixed(2)), ...rows),
        h("tfoot", {}, row("This draft", "", score.value.toFixed(2))),
      ),
    ),
    h(
      "p",
      {},
      `It joins two sides, small (${score.small.toFixed(2)}) and specific (${score.specific.toFixed(2)}), and the weaker one pulls harder. Below 0.34 an ask is macro, from 0.67 up it is micro. `,
      "The score says what a careful reader would say of the ask. It is no probability of a reply.",
    ),
  ];
}

function row(what, effect, sum) {
  const sign = effect.startsWith("+") ? "up" : effect ? "down" : "";
  return h("tr", {}, h("th", { scope: "row" }, what), h("td", { class: sign }, effect), h("td", {}, sum));
}
