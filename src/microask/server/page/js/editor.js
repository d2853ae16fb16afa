/** The draft: a textarea over a layer of the same metrics that draws the marks. */

import { h } from "./dom.js";
import { isOpen, openSlot } from "./slots.js";
import { movedAll } from "./spans.js";
import { tone } from "./wording.js";

/** Emits "point" with {finding, piece} as the mouse moves over marks, "caret" with {finding} as the caret does. */
export class Editor extends EventTarget {
  #desk;
  #area;
  #layer;
  #findings = [];
  #lit = null;

  constructor(desk, area, layer) {
    super();
    this.#desk = desk;
    this.#area = area;
    this.#layer = layer;
    area.addEventListener("input", () => desk.type(area.value, area.selectionEnd));
    area.addEventListener("keydown", (event) => this.#tab(event));
    area.addEventListener("mousemove", (event) => this.#point(event));
    document.addEventListener("selectionchange", () => {
      if (document.activeElement === area) this.#emit("caret", { finding: this.#at(area.selectionStart) });
    });
    desk.addEventListener("change", ({ detail }) => this.#follow(detail.change));
  }

  /** Show the findings of the text as it stands: spans in UTF-16 units with their kind and scope. */
  mark(findings) {
    this.#findings = findings;
    this.#lit = null;
    this.#draw();
  }

  /** Let one finding stand out; null for none. */
  light(finding) {
    this.#lit = finding;
    for (const piece of this.#layer.querySelectorAll("[data-findings]")) {
      piece.classList.toggle("lit", finding !== null && this.#of(piece).some((own) => own.start === finding.start && own.kind === finding.kind));
    }
  }

  /** Select a span and bring it into view. */
  select({ start, end }) {
    this.#area.focus();
    this.#area.setSelectionRange(start, end);
  }

  #follow(change) {
    this.#findings = movedAll(this.#findings, change);
    const { text } = this.#desk;
    if (this.#area.value !== text) {
      const caret = change.start + change.added;
      this.#area.value = text;
      if (document.activeElement === this.#area) this.#area.setSelectionRange(caret, caret);
    }
    this.#draw();
  }

  #draw() {
    const { text, slots } = this.#desk;
    const shown = this.#findings.filter((finding) => finding.scope === "ask");
    const open = slots.filter((slot) => isOpen(slot, text));
    const bounds = [...new Set([0, text.length, ...[...shown, ...open].flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
    const pieces = bounds.slice(1).map((end, i) => {
      const start = bounds[i];
      const covers = (span) => span.start <= start && end <= span.end;
      const own = shown.filter(covers);
      const classes = new Set(own.map((finding) => tone(finding.kind)));
      if (open.some(covers)) classes.add("bracket");
      const words = text.slice(start, end);
      if (!classes.size) return words;
      return h("span", { class: ["mark", ...classes].join(" "), dataset: { findings: own.map((finding) => this.#findings.indexOf(finding)).join(" ") } }, words);
    });
    // A last line break counts only with something behind it.
    this.#layer.replaceChildren(...pieces, "\u200b");
    this.light(this.#lit);
  }

  #of(piece) {
    return piece.dataset.findings.split(" ").filter(Boolean).map((index) => this.#findings[index]);
  }

  #at(offset) {
    const own = this.#findings.filter(({ start, end, scope }) => scope === "ask" && start <= offset && offset <= end);
    return inmost(own);
  }

  #point({ clientX, clientY }) {
    const piece = document.elementsFromPoint(clientX, clientY).find((element) => element.dataset?.findings);
    const own = piece ? this.#of(piece) : [];
    const finding = inmost(own);
    this.#emit("point", { finding, piece });
  }

  /** Tab goes to the next open bracket; behind the last it leaves the draft, so nobody is caught. */
  #tab(event) {
    if (event.key !== "Tab" || event.ctrlKey || event.altKey || event.metaKey) return;
    const { text, slots } = this.#desk;
    const slot = openSlot(text, slots, this.#area.selectionStart, this.#area.selectionEnd, event.shiftKey);
    if (!slot) return;
    event.preventDefault();
    this.select(slot);
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Return the finding that tells most of those on one spot: any other before the ask around it. */
const inmost = (findings) => findings.filter(({ kind }) => kind !== "ask").at(-1) ?? findings.at(-1) ?? null;
