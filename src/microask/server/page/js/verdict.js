/** The verdict: a gauge from macro to micro, small and specific beside it, the strongest reasons. */

import { h } from "./dom.js";
import { LABELS, STAGES, VERDICTS, capital, count, signed } from "./wording.js";

/** Reasons shown, and the effect below which none is. */
const SHOWN = 5;
const LEAST = 0.01;

const ABOUT = { small: "how little a yes costs", specific: "how clear it is what to do" };

/** Show a score, or what to expect where there is none; `open` is the number of brackets left. */
export function showVerdict(place, score, open) {
  place.replaceChildren(...(score ? read(score, open) : unread()));
}

function unread() {
  return [
    headline("Write, and see", "The reading appears here as you type: how small and how specific your ask is, and why."),
    gauge(null),
  ];
}

function read(score, open) {
  const [label, meaning] = LABELS[score.label];
  const larger = score.label !== "micro" && score.verdict === "send" ? STAGES[score.stage] : "";
  return [
    headline(open ? `${count(open, "bracket")} to fill` : VERDICTS[score.verdict], larger || meaning, score.value === null ? "" : label),
    gauge(score),
    score.value !== null && h("div", { class: "pair" }, side("small", score.small), side("specific", score.specific)),
    score.value !== null && reasons(score),
    ...score.warnings.map((warning) => h("p", { class: "warning" }, capital(warning), ".")),
  ].filter(Boolean);
}

function headline(title, meaning, label) {
  return h("div", { class: "headline" }, label && h("p", { class: `label ${label.toLowerCase()}` }, label), h("p", { class: "title" }, title), h("p", { class: "meaning" }, meaning));
}

function gauge(score) {
  const value = score?.value ?? null;
  const knob = h("span", { class: "knob" });
  const track = h("div", { class: "track" }, knob);
  if (value === null) track.classList.add("empty");
  else knob.style.insetInlineStart = `${value * 100}%`;
  const words = value === null ? {} : meter("Macro to micro", value, `${value.toFixed(2)}, ${score.label}`);
  return h(
    "div",
    { class: "gauge", ...words },
    value !== null && h("p", { class: "value", "aria-hidden": "true" }, value.toFixed(2)),
    track,
    h("p", { class: "ends", "aria-hidden": "true" }, h("span", {}, "macro"), h("span", {}, "micro")),
  );
}

function side(name, value) {
  const bar = h("span", { class: "fill" });
  bar.style.inlineSize = `${value * 100}%`;
  return h(
    "div",
    { class: "side", ...meter(`${capital(name)}: ${ABOUT[name]}`, value, value.toFixed(2)) },
    h("p", { "aria-hidden": "true" }, h("b", {}, capital(name)), h("span", {}, value.toFixed(2))),
    h("div", { class: "bar" }, bar),
    h("p", { class: "about", "aria-hidden": "true" }, ABOUT[name]),
  );
}

function meter(label, value, text) {
  return { role: "meter", "aria-label": label, "aria-valuemin": "0", "aria-valuemax": "1", "aria-valuenow": value.toFixed(2), "aria-valuetext": text };
}

function reasons(score) {
  const shown = score.effects.filter(({ words, effect }) => words && Math.abs(effect) >= LEAST).slice(0, SHOWN);
  const longest = Math.max(...shown.map(({ effect }) => Math.abs(effect)));
  return h(
    "div",
    { class: "reasons" },
    shown.length > 0 && h("h3", {}, "Top reasons"),
    h("ul", {}, ...shown.map((effect) => reason(effect, longest))),
    h("a", { href: "#explain" }, "Explain this score"),
  );
}

function reason({ words, effect }, longest) {
  const bar = h("span", { class: "length" });
  bar.style.inlineSize = `${(Math.abs(effect) / longest) * 100}%`;
  return h(
    "li",
    { class: effect < 0 ? "down" : "up" },
    h("span", { class: "words" }, capital(words)),
    h("span", { class: "number" }, signed(effect)),
    h("span", { class: "bar", "aria-hidden": "true" }, bar),
  );
}
