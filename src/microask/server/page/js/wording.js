/** What the kinds, labels, verdicts and stages are called, and what they mean. */

export const KINDS = {
  ask: ["The ask", "What a yes would mean for the reader. Details count only where they belong to this."],
  duration: ["Length of time", "Says how long a yes takes."],
  number: ["Number", "Puts a bound on the work."],
  date: ["Date", "Says when, or by when."],
  person: ["Person", "Says who it is about."],
  organization: ["Organization", "Says where it belongs."],
  deliverable: ["Thing", "A concrete thing to deal with."],
  reason: ["Reason", "Says what it is for."],
  channel: ["Channel", "Says how the answer may come."],
  recurrence: ["Repetition", "Asks for more than one time: every time costs the reader."],
  vague: ["Vague", "The reader cannot tell from this what a yes would cost."],
};

export const LABELS = {
  macro: ["Macro", "Large or vague: easy to put off."],
  mixed: ["Mixed", "Part of it is small and specific, part is not."],
  micro: ["Micro", "Small and specific: easy to say yes to."],
  "no-ask": ["No ask", "If you want something from the reader, say what."],
};

export const VERDICTS = { rewrite: "Rewrite it", tighten: "Tighten it", send: "Send it", "nothing asked": "Nothing asked" };

/** Why a larger ask may go out, where the stage allows it. */
export const STAGES = {
  first: "",
  building: "They have answered you before, so a little more is welcome.",
  established: "A few micro asks went well, so a larger one is welcome.",
};

/** Return a signed number with a true minus sign. */
export const signed = (number) => `${number < 0 ? "\u2212" : "+"}${Math.abs(number).toFixed(2)}`;

/** Return words with a capital first letter. */
export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** Return a count with its noun. */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** Return the class by which a kind of evidence is marked. */
export const tone = (kind) => (kind === "ask" || kind === "vague" ? kind : "specific");

/** Return why a finding matters. */
export function why(finding) {
  const words = KINDS[finding.kind]?.[1] ?? "";
  return finding.scope === "context" ? `${words} It stands outside the ask, so it does not count.` : words;
}
