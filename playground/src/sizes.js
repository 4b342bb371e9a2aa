// The tree of what takes space.
import { make } from "./dom.js";

const number = (value) => value.toLocaleString("en");
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** Return the items of the tree for the parts of a payload. */
export function sizeItems(parts, more) {
  const items = parts.map((part) => {
    const name = part.pointer.split("/").pop().replaceAll("~1", "/").replaceAll("~0", "~");
    const meter = make("meter", { value: part.share, ariaLabel: `share of ${name}` });
    const row = [
      make("code", { title: part.pointer }, name),
      make("span", { className: `badge ${part.stability}` }, part.stability),
      ...(part.writtenBy ? [make("span", { className: "badge" }, `written by the ${part.writtenBy}`)] : []),
      make("span", { className: "bytes" }, `${number(part.bytes)} bytes, ${percent(part.share)}`),
      meter,
    ];
    if (!part.parts.length) return make("li", {}, make("div", { className: "row" }, ...row));
    const inner = make("ul");
    const details = make("details", {}, make("summary", { className: "row" }, ...row), inner);
    // The members are added when somebody looks: a large payload has many.
    details.addEventListener("toggle", () => inner.childNodes.length || inner.append(...sizeItems(part.parts, part.more)));
    return make("li", {}, details);
  });
  if (more?.count) items.push(make("li", { className: "note" }, `${number(more.count)} more, ${number(more.bytes)} bytes`));
  return items;
}
