/** What lies on the desk: draft, subject, slots and stage, with every change undoable. Knows nothing of the page. */

import { History } from "./history.js";
import { BRACKET, fillSlot, findSlots, movedSlots } from "./slots.js";
import { difference } from "./spans.js";

/** Emits "change" with {change}, the replacement in the draft, and "stage". */
export class Desk extends EventTarget {
  #history = new History();
  #state = Object.freeze({ text: "", subject: "", slots: [] });
  #stage = "first";

  get text() {
    return this.#state.text;
  }

  get subject() {
    return this.#state.subject;
  }

  get slots() {
    return this.#state.slots;
  }

  get stage() {
    return this.#stage;
  }

  set stage(stage) {
    this.#stage = stage;
    this.dispatchEvent(new CustomEvent("stage"));
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  /** Take over what was typed into the draft, with the caret behind it. */
  type(text, caret) {
    const change = difference(this.text, text, caret);
    this.#step({ ...this.#state, text, slots: movedSlots(this.slots, change, this.text) }, "text", change);
  }

  /** Take over what was typed into the subject line. */
  retitle(subject) {
    this.#step({ ...this.#state, subject }, "subject");
  }

  /** Answer one bracket. */
  fill(index, answer) {
    this.#step({ ...this.#state, ...fillSlot(this.text, this.slots, index, answer) }, `slot ${index}`);
  }

  /** Put a whole message in place of the draft. */
  use({ text, subject, placeholders }) {
    this.#step({ text, subject: subject ?? this.subject, slots: findSlots(text, placeholders) }, null);
  }

  /** Replace one span of the draft. */
  replace({ start, end, replacement }) {
    const text = this.text.slice(0, start) + replacement + this.text.slice(end);
    const change = { start, end, added: replacement.length };
    const kept = movedSlots(this.slots, change, this.text);
    const found = findSlots(text, replacement.split(BRACKET).filter((part) => BRACKET.test(part)), start);
    this.#step({ ...this.#state, text, slots: [...kept, ...found].sort((a, b) => a.start - b.start) }, null, change);
  }

  undo() {
    this.#go(this.#history.undo(this.#state));
  }

  redo() {
    this.#go(this.#history.redo(this.#state));
  }

  #step(state, kind, change) {
    if (state.text === this.text && state.subject === this.subject) return;
    this.#history.record(this.#state, kind);
    this.#go(state, change);
  }

  #go(state, known) {
    if (!state) return;
    const change = known ?? difference(this.text, state.text);
    this.#state = Object.freeze(state);
    this.dispatchEvent(new CustomEvent("change", { detail: { change } }));
  }
}
