/** Puts the desk together: what the hands do goes into the desk, what is read comes out on the page. */

import { copyText } from "./clipboard.js";
import { Desk } from "./desk.js";
import { byId, enable, isEnabled } from "./dom.js";
import { Editor } from "./editor.js";
import { bindExplain } from "./explain.js";
import { showFields } from "./fields.js";
import { showFindings } from "./findings.js";
import { inUnits } from "./offsets.js";
import { Reading } from "./reading.js";
import { showRewrites } from "./rewrites.js";
import { isOpen } from "./slots.js";
import { Tip } from "./tip.js";
import { showVerdict } from "./verdict.js";
import { KINDS, LABELS, VERDICTS, count, why } from "./wording.js";

const EXAMPLE = {
  subject: "Quick chat?",
  text: "Hi Noor,\n\nI loved your talk on pricing. Could we set up some time to chat about my startup and get your thoughts on a few things? I'd really value your guidance over the next few months.\n\nBest,\nSam",
  placeholders: [],
};
/** Milliseconds of rest before the verdict is said to a screen reader. */
const SAY_AFTER = 1000;

const desk = new Desk();
const reading = new Reading(desk);
const area = byId("draft");
const editor = new Editor(desk, area, byId("layer"));
const tip = new Tip(byId("tip"));
let score = null;
let suggestions = null;
/** The draft and subject as they were last copied: losing them is no loss. */
let safe = "";

const openSlots = () => desk.slots.filter((slot) => isOpen(slot, desk.text)).length;
const whole = () => `${desk.subject}\n${desk.text}`;

// What was read.

reading.addEventListener("score", ({ detail: { result, text } }) => {
  score = result;
  byId("error").hidden = true;
  const findings = result ? inUnits(text, result.evidence) : [];
  editor.mark(findings);
  showFindings(byId("found"), findings, editor, tip);
  showVerdict(byId("verdict"), result, openSlots());
  say();
});

reading.addEventListener("suggestions", ({ detail: { result, text } }) => {
  suggestions = result && { ...result, edits: inUnits(text, result.edits), draft: text };
  showRewrites(byId("rewrites"), suggestions, { use, edit, tell });
  fresh(true);
  say();
});

reading.addEventListener("failed", ({ detail: { error } }) => {
  byId("error").textContent = error.message;
  byId("error").hidden = false;
});

let saying;
/** Tell screen readers the verdict once things have come to rest. */
function say() {
  clearTimeout(saying);
  saying = setTimeout(() => {
    if (!score) return tell("");
    const number = score.value === null ? "" : ` ${score.value.toFixed(2)}.`;
    const open = openSlots();
    const next = open ? ` ${count(open, "bracket")} to fill.` : ` ${VERDICTS[score.verdict]}.`;
    const offers = suggestions?.rewrites.length ? ` ${count(suggestions.rewrites.length, "rewrite")} below.` : "";
    return tell(`${LABELS[score.label][0]}.${number}${next}${offers}`);
  }, SAY_AFTER);
}

/** Say words to screen readers; a button that caused them shows them for a moment too. */
function tell(words, button) {
  byId("status").textContent = words;
  if (!button || button.dataset.words) return;
  button.dataset.words = button.textContent;
  button.textContent = words.startsWith("Copying") ? "Not copied" : "Copied";
  setTimeout(() => {
    button.textContent = button.dataset.words;
    delete button.dataset.words;
  }, 1600);
}

// What the hands do.

desk.addEventListener("change", () => {
  if (byId("subject").value !== desk.subject) byId("subject").value = desk.subject;
  enable(byId("undo"), desk.canUndo);
  enable(byId("redo"), desk.canRedo);
  enable(byId("copy"), desk.text !== "");
  byId("example").hidden = desk.text !== "";
  const words = desk.text.split(/\s+/).filter(Boolean).length;
  byId("count").textContent = words ? count(words, "word") : "";
  tip.hide();
  fresh(false);
  // The number of open brackets is known before the score.
  if (score) showVerdict(byId("verdict"), score, openSlots());
});

showFields(desk, byId("fields"), byId("fields-list"));
byId("subject").addEventListener("input", (event) => desk.retitle(event.target.value));
byId("stage").addEventListener("change", (event) => {
  desk.stage = event.target.value;
});
byId("example").addEventListener("click", () => {
  desk.use(EXAMPLE);
  area.focus();
});
byId("copy").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  if (!isEnabled(button)) return;
  const done = await copyText(desk.text);
  if (done) safe = whole();
  tell(done ? "Draft copied." : "Copying was refused; select the draft and copy it.", button);
});
byId("undo").addEventListener("click", () => desk.undo());
byId("redo").addEventListener("click", () => desk.redo());

const use = (rewrite) => put(() => desk.use(rewrite), "Rewrite in the draft.");
const edit = (change) => put(() => desk.replace(change), "Edit applied.");

/** Change the draft and go where the writer goes on: to the first open bracket, or else to the draft. */
function put(step, words) {
  if (byId("rewrites").getAttribute("aria-busy") === "true") return;
  step();
  const open = desk.slots.findIndex((slot) => isOpen(slot, desk.text));
  const field = byId("fields-list").querySelectorAll("input")[open];
  (field ?? area).focus({ preventScroll: true });
  byId("subject").parentElement.scrollIntoView({ block: "nearest" });
  tell(`${words} ${field ? "Fill the brackets; " : ""}Undo brings your own words back.`);
}

/** Rewrites were made for the draft as it was; they wait while it changes. */
function fresh(on) {
  byId("rewrites").setAttribute("aria-busy", String(!on));
  for (const button of byId("rewrites").querySelectorAll(".needs-fresh")) enable(button, on);
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) desk.redo();
  else desk.undo();
});
document.addEventListener("beforeinput", (event) => {
  // Undo from a menu: the desk's own history knows more than the field's.
  if (event.inputType !== "historyUndo" && event.inputType !== "historyRedo") return;
  event.preventDefault();
  if (event.inputType === "historyUndo") desk.undo();
  else desk.redo();
});
addEventListener("beforeunload", (event) => {
  if (desk.text.trim() && whole() !== safe) event.preventDefault();
});

// Why a mark is there.

editor.addEventListener("point", ({ detail: { finding, piece } }) => {
  if (finding) tip.show(`${KINDS[finding.kind]?.[0]}. ${why(finding)}`, piece);
  else tip.leave();
});
area.addEventListener("mouseleave", () => tip.leave());
editor.addEventListener("caret", ({ detail: { finding } }) => {
  byId("note").textContent = finding ? `${KINDS[finding.kind]?.[0]}: ${why(finding)}` : "";
});

bindExplain(byId("explain"), () => score);
showVerdict(byId("verdict"), null, 0);
showFindings(byId("found"), [], editor, tip);
showRewrites(byId("rewrites"), null, {});
