/** What lies on the desk: draft, subject, slots and stage, with every change undoable. Knows nothing of the page. */

import { History } from "./history.js";
import { BRACKET, fillSlot, findSlots, movedSlots } from "./slots.js";
import { difference } from "./spans.js";

/** Emits "change" with {change, subject}: the replacement in the draft, and whether the subject changed; and "stage". */
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

  /** Take over what was typed into the draft. */
  type(text) {
    const slots = movedSlots(this.slots, difference(this.text, text), this.text);
    this.#step({ ...this.#state, text, slots }, "text");
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
    const kept = movedSlots(this.slots, { start, end, added: replacement.length }, this.text);
    const found = findSlots(text, replacement.split(BRACKET).filter((part) => BRACKET.test(part)), start);
    this.#step({ ...this.#state, text, slots: [...kept, ...found].sort((a, b) => a.start - b.start) }, null);
  }

  undo() {
    this.#go(this.#history.undo(this.#state));
  }

  redo() {
    this.#go(this.#history.redo(this.#state));
  }

  #step(state, kind) {
    if (state.text === this.text && state.subject === this.subject) return;
    this.#history.record(this.#state, kind);
    this.#go(state);
  }

  #go(state) {
    if (!state) return;
    const before = this.#state;
    this.#state = Object.freeze(state);
    const detail = { change: difference(before.text, state.text), subject: before.subject !== state.subject };
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }
}
