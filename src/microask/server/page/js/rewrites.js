/** What would make the ask more micro: whole rewrites as cards, small edits, what holds it back. */

import { copyText } from "./clipboard.js";
import { h } from "./dom.js";
import { BRACKET } from "./slots.js";
import { capital, signed } from "./wording.js";

/**
 * Show suggestions for a draft.
 * @param {Element} place
 * @param {object|null} suggestions  edits in UTF-16 units
 * @param {{use: Function, edit: Function, tell: Function}} act
 */
export function showRewrites(place, suggestions, act) {
  place.replaceChildren(...(suggestions ? content(suggestions, act) : [h("p", { class: "quietly" }, "They appear once there is an ask to work on.")]));
}

function content({ score, advice, edits, rewrites, draft }, act) {
  return [
    rewrites.length ? h("div", { class: "cards" }, ...rewrites.map((rewrite, i) => card(rewrite, i, act))) : h("p", { class: "quietly" }, none(score)),
    edits.length > 0 && h("div", { class: "edits" }, h("h3", {}, "Small edits"), h("ul", {}, ...edits.map((edit) => editRow(edit, draft, act)))),
    score.verdict !== "send" && advice.length > 0 && h("div", { class: "advice" }, h("h3", {}, "What holds it back"), h("ul", {}, ...advice.map((line) => h("li", {}, capital(line))))),
  ].filter(Boolean);
}

function none(score) {
  if (score.value === null) return "Nothing is asked, so there is nothing to rewrite.";
  return score.label === "micro" ? "It is micro already: no rewrite would gain enough." : "No rewrite gains enough here; see what holds it back.";
}

function editRow(edit, draft, act) {
  return h(
    "li",
    {},
    h("span", { class: "swap" }, h("del", {}, draft.slice(edit.start, edit.end)), " \u2192 ", edit.replacement ? h("ins", {}, edit.replacement) : h("em", {}, "leave out")),
    h("span", { class: "why" }, capital(edit.why)),
    h("span", { class: "gain" }, signed(edit.gain)),
    h("button", { type: "button", class: "needs-fresh", "aria-label": `Apply: ${edit.why}`, on: { click: () => act.edit(edit) } }, "Apply"),
  );
}

function card(rewrite, index, act) {
  const id = `rewrite-${index}`;
  const copy = async ({ currentTarget }) => {
    const done = await copyText(rewrite.text);
    act.tell(done ? "Rewrite copied." : "Copying was refused; use the rewrite and copy it from the draft.", currentTarget);
  };
  const after = rewrite.placeholders.length ? "once the brackets are filled" : "as it stands";
  return h(
    "article",
    { class: "card rewrite", "aria-labelledby": id },
    h("header", {}, h("h3", { id }, capital(rewrite.strategy)), h("p", { class: "gain" }, signed(rewrite.gain))),
    h("p", { class: "steps" }, `${number(rewrite.before)} \u2192 ${number(rewrite.after)} ${after}`),
    rewrite.subject && h("p", { class: "resubject" }, h("b", {}, "Subject: "), rewrite.subject),
    h("p", { class: "text" }, ...rewrite.text.split(BRACKET).map((part) => (rewrite.placeholders.includes(part) ? h("mark", { class: "bracket" }, part) : part))),
    h("div", { class: "changes" }, h("h4", {}, "What changed"), h("ul", {}, ...rewrite.changes.map((change) => h("li", {}, capital(change))))),
    h(
      "footer",
      {},
      h("button", { type: "button", class: "primary needs-fresh", "aria-describedby": id, on: { click: () => act.use(rewrite) } }, "Use this"),
      h("button", { type: "button", "aria-describedby": id, on: { click: copy } }, "Copy"),
    ),
  );
}

const number = (value) => (value === null ? "no ask" : value.toFixed(2));
