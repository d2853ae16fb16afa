/** A tooltip beside a mark: it can be reached with the mouse, and Escape sends it away. */

/** Milliseconds in which the mouse may travel from the mark to the tip, and for which it rests on a mark before the tip comes. */
const TRAVEL = 250;
const REST = 350;

export class Tip {
  #box;
  #leaving;
  #coming;
  #words = "";

  constructor(box) {
    this.#box = box;
    box.addEventListener("mouseenter", () => clearTimeout(this.#leaving));
    box.addEventListener("mouseleave", () => this.hide());
    // Focus may scroll its row into view first: only a tip that is already there would be left behind.
    addEventListener("scroll", () => !box.hidden && this.hide(), { passive: true });
    addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.hide();
    });
  }

  /** Show words below an element, after a moment of rest. */
  show(words, element) {
    clearTimeout(this.#leaving);
    if (words === this.#words) return;
    clearTimeout(this.#coming);
    this.#words = words;
    this.#coming = setTimeout(() => this.#put(words, element.getBoundingClientRect()), this.#box.hidden ? REST : 0);
  }

  /** Hide it, unless the mouse reaches it in time. */
  leave() {
    clearTimeout(this.#coming);
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => this.hide(), TRAVEL);
  }

  hide() {
    clearTimeout(this.#coming);
    clearTimeout(this.#leaving);
    this.#words = "";
    this.#box.hidden = true;
  }

  #put(words, rect) {
    this.#box.textContent = words;
    this.#box.hidden = false;
    const room = document.documentElement.clientWidth - this.#box.offsetWidth - 8;
    const below = rect.bottom + 6 + this.#box.offsetHeight < innerHeight;
    this.#box.style.left = `${Math.max(8, Math.min(rect.left, room))}px`;
    this.#box.style.top = `${below ? rect.bottom + 6 : rect.top - 6 - this.#box.offsetHeight}px`;
  }
}
