/** What was found in the draft: a list of buttons, each of which shows its place. */

import { h } from "./dom.js";
import { KINDS, signed, tone, why } from "./wording.js";

/** The effect below which none is shown. */
const LEAST = 0.005;

/** Show findings in `place`; `editor` lights and selects them, `tip` tells why. */
export function showFindings(place, findings, editor, tip) {
  const own = findings.filter(({ scope }) => scope === "ask");
  const other = findings.filter(({ scope }) => scope !== "ask");
  place.replaceChildren(
    ...[
      !findings.length && h("p", { class: "quietly" }, "Nothing yet."),
      own.length > 0 && list(own, editor, tip),
      other.length > 0 && h("details", {}, h("summary", {}, `Outside the ask, so not counted (${other.length})`), list(other, editor, tip)),
    ].filter(Boolean),
  );
}

function list(findings, editor, tip) {
  return h("ul", {}, ...findings.map((finding) => h("li", {}, button(finding, editor, tip))));
}

function button(finding, editor, tip) {
  const show = ({ currentTarget }) => {
    editor.light(finding);
    tip.show(why(finding), currentTarget);
  };
  const leave = () => {
    editor.light(null);
    tip.leave();
  };
  return h(
    "button",
    { type: "button", on: { click: () => editor.select(finding), focus: show, blur: leave, mouseenter: show, mouseleave: leave } },
    h("span", { class: `kind ${finding.scope === "ask" ? tone(finding.kind) : "context"}` }, KINDS[finding.kind]?.[0] ?? finding.kind),
    h("q", {}, finding.text),
    Math.abs(finding.effect) >= LEAST && h("span", { class: "number" }, signed(finding.effect)),
    h("span", { class: "unseen" }, why(finding)),
  );
}
