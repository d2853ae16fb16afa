/** The brackets of the draft as fields: each answer goes straight into the draft. */

import { h } from "./dom.js";
import { answerOf, isOpen } from "./slots.js";
import { capital } from "./wording.js";

/** Show the slots of a desk in `list`, within `section`, which is hidden while there are none. */
export function showFields(desk, section, list) {
  let inputs = [];

  desk.addEventListener("change", () => {
    const { text, slots } = desk;
    section.hidden = !slots.length;
    const same = inputs.length === slots.length && inputs.every((input, i) => input.dataset.question === slots[i].question);
    if (!same) {
      inputs = slots.map((slot, i) => field(slot.question, (answer) => desk.fill(i, answer)));
      list.replaceChildren(...inputs.map((input) => h("label", { class: "field" }, h("span", {}, asked(input.dataset.question)), input)));
    }
    slots.forEach((slot, i) => {
      const answer = answerOf(slot, text);
      if (inputs[i].value !== answer) inputs[i].value = answer;
      inputs[i].classList.toggle("filled", !isOpen(slot, text));
    });
  });
}

function field(question, onAnswer) {
  const input = h("input", { type: "text", autocomplete: "off", placeholder: "your words", dataset: { question } });
  input.addEventListener("input", () => onAnswer(input.value));
  return input;
}

const asked = (question) => capital(question.replace(/^\[|\]$/g, ""));
