/** Elements without markup: text only ever enters as text. */

/**
 * Create an element.
 * @param {string} tag
 * @param {object} props  class, dataset, on (listeners), aria-*, role, hidden and other attributes; undefined and false are left out
 * @param {...(Node|string|null|undefined|false)} children
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Return the element of an id. */
export const byId = (id) => document.getElementById(id);

/** Switch a button off without taking it out of the tab order, so that focus is not lost. */
export function enable(button, on) {
  button.setAttribute("aria-disabled", String(!on));
}

/** Say whether a button is switched on. */
export const isEnabled = (button) => button.getAttribute("aria-disabled") !== "true";
