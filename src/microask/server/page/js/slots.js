/** The brackets of a rewrite as slots: a question, and the span of the draft that holds it or its answer. */

import { moved } from "./spans.js";

/** A bracket; in a split it is kept. */
export const BRACKET = /(\[[^[\]\n]+\])/;

/** Return a slot for each placeholder of a text from an offset on, in order. */
export function findSlots(text, placeholders, from = 0) {
  const slots = [];
  for (const question of placeholders) {
    const start = text.indexOf(question, from);
    if (start < 0) continue;
    from = start + question.length;
    slots.push({ question, start, end: from });
  }
  return slots;
}

/** Say whether the question of a slot still stands in the text. */
export const isOpen = (slot, text) => text.slice(slot.start, slot.end) === slot.question;

/** Return the answer in a slot, "" while it is open. */
export const answerOf = (slot, text) => (isOpen(slot, text) ? "" : text.slice(slot.start, slot.end));

/** Return slots after a replacement in the text; an answer grows where typing goes on at its end. */
export function movedSlots(slots, change, before) {
  return slots
    .map((slot) => {
      const goesOn = change.start === slot.end && change.end === slot.end && !isOpen(slot, before);
      return goesOn ? { ...slot, end: slot.end + change.added } : moved(slot, change);
    })
    .filter((slot) => slot && slot.end > slot.start);
}

/** Return text and slots with one slot answered; an empty answer puts its question back. */
export function fillSlot(text, slots, index, answer) {
  const slot = slots[index];
  const words = answer || slot.question;
  const by = words.length - (slot.end - slot.start);
  return {
    text: text.slice(0, slot.start) + words + text.slice(slot.end),
    slots: slots.map((other, i) => {
      if (i === index) return { ...other, end: other.end + by };
      return other.start >= slot.end ? { ...other, start: other.start + by, end: other.end + by } : other;
    }),
  };
}

/** Return the next open slot behind an offset, or before it; undefined where there is none. */
export function openSlot(text, slots, from, to, backward) {
  const open = slots.filter((slot) => isOpen(slot, text));
  if (backward) return open.filter((slot) => slot.end <= from).at(-1);
  // A slot that is selected as a whole is left for the next.
  return open.find((slot) => slot.start >= to && !(slot.start === from && slot.end === to));
}
