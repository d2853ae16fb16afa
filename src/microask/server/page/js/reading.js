/** Has the draft read as it changes: waits for a pause, drops answers that come too late. */

import { post } from "./api.js";

/** Milliseconds without a keystroke before the draft is scored, and before rewrites are asked for. */
const SCORE_AFTER = 160;
const SUGGEST_AFTER = 600;

/** Emits "score" and "suggestions" with {result, text}, and "failed" with {error}. */
export class Reading extends EventTarget {
  #desk;
  #calls = { score: new AbortController(), suggestions: new AbortController() };

  constructor(desk) {
    super();
    this.#desk = desk;
    desk.addEventListener("change", () => {
      this.#ask("score", SCORE_AFTER);
      this.#ask("suggestions", SUGGEST_AFTER);
    });
    desk.addEventListener("stage", () => this.#ask("score", 0));
  }

  async #ask(name, pause) {
    this.#calls[name].abort();
    const { signal } = (this.#calls[name] = new AbortController());
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (signal.aborted) return;
    const { text, subject, stage } = this.#desk;
    let result = null;
    try {
      if (text.trim()) result = await post(...this.#request(name, text, subject, stage), signal);
    } catch (error) {
      if (!signal.aborted) this.#tell("failed", { error });
      return;
    }
    if (!signal.aborted) this.#tell(name, { result, text });
  }

  #request(name, text, subject, stage) {
    // A lone surrogate would shift all that is counted behind it; its stand-in has the same length.
    const draft = { text: text.toWellFormed(), subject: subject.trim() ? subject.toWellFormed() : null };
    return name === "score" ? ["/v1/score", { ...draft, stage }] : ["/v1/suggest", draft];
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
