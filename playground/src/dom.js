// Elements made of text, never of markup: a payload cannot add anything to the page.

export const element = (id) => document.getElementById(id);

/** Return a new element with properties and children. */
export function make(tag, properties = {}, ...children) {
  const { dataset, ...others } = properties;
  const made = Object.assign(document.createElement(tag), others);
  Object.assign(made.dataset, dataset);
  made.append(...children);
  return made;
}

/** Return the nodes of a text whose parts in backticks are code. */
export function marked(text) {
  return text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

export const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
