/** What one edit does to the spans of a text. */

/**
 * Return the one replacement that makes `after` of `before`: before[start:end] became `added` characters.
 * @param {string} before
 * @param {string} after
 * @param {number} caret  where the caret stands behind the change, if known: it tells which of two equal letters is the new one
 */
export function difference(before, after, caret = 0) {
  const shorter = Math.min(before.length, after.length);
  const most = Math.min(shorter, after.length - caret);
  let tail = 0;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  let start = 0;
  while (start < shorter - tail && before[start] === after[start]) start += 1;
  return { start, end: before.length - tail, added: after.length - tail - start };
}

/**
 * Return a span after a replacement; null where the replacement cut into it from outside.
 * @param {{start: number, end: number}} span
 * @param {{start: number, end: number, added: number}} change
 */
export function moved(span, change) {
  const by = change.added - (change.end - change.start);
  if (span.end <= change.start) return span;
  if (span.start >= change.end) return { ...span, start: span.start + by, end: span.end + by };
  if (span.start <= change.start && change.end <= span.end) return { ...span, end: span.end + by };
  return null;
}

/** Return the spans that survive a replacement. */
export const movedAll = (spans, change) => spans.map((span) => moved(span, change)).filter((span) => span && span.end > span.start);
