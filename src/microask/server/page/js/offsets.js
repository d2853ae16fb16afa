/** Python counts code points, JavaScript UTF-16 units: an emoji is one there and two here. */

/**
 * Return a function from code point offsets of a text to UTF-16 offsets.
 * @param {string} text
 * @returns {(offset: number) => number}
 */
export function utf16(text) {
  if (!/[\ud800-\udbff]/.test(text)) return (offset) => offset;
  const units = [];
  let unit = 0;
  for (const char of text) {
    units.push(unit);
    unit += char.length;
  }
  units.push(unit);
  return (offset) => units[Math.min(offset, units.length - 1)];
}

/** Return records with `start` and `end` in UTF-16 units. */
export function inUnits(text, records) {
  const unit = utf16(text);
  return records.map((record) => ({ ...record, start: unit(record.start), end: unit(record.end) }));
}
