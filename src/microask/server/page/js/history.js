/** One undo stack for the whole desk: draft, subject and brackets. */

/** Typing that goes on within this time is one step. */
const PAUSE = 900;
const DEPTH = 300;

export class History {
  #past = [];
  #future = [];
  #kind = null;
  #at = 0;

  /**
   * Remember a state that is about to change.
   * @param {object} state
   * @param {string|null} kind  steps of one kind in quick succession become one; null is always its own step
   */
  record(state, kind) {
    const now = performance.now();
    const goesOn = kind !== null && kind === this.#kind && now - this.#at < PAUSE;
    this.#kind = kind;
    this.#at = now;
    this.#future = [];
    if (!goesOn) this.#past.push(state);
    if (this.#past.length > DEPTH) this.#past.shift();
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** Return the state before the last step, given the present one. */
  undo(state) {
    return this.#turn(this.#past, this.#future, state);
  }

  /** Return the state that was undone last, given the present one. */
  redo(state) {
    return this.#turn(this.#future, this.#past, state);
  }

  #turn(from, to, state) {
    this.#kind = null;
    if (!from.length) return null;
    to.push(state);
    return from.pop();
  }
}
