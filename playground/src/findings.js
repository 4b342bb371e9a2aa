// The list of findings.
import { count, make, marked } from "./dom.js";

/** Return the items of a list of findings. */
export function findingItems(findings, { rules, onPlace, onFix, onAccept }) {
  return findings.map((finding) => {
    const place = finding.line === null ? "the whole payload" : `line ${finding.line}, column ${finding.column}`;
    const head = make("p", { className: "head" });
    head.append(make("span", { className: `badge ${finding.severity}` }, finding.severity), " ");
    if (finding.from === undefined) head.append(place);
    else head.append(make("button", { type: "button", className: "place", onclick: () => onPlace(finding) }, place));
    const rule = make("a", { href: rules[finding.rule].page, title: rules[finding.rule].summary }, finding.rule);
    head.append(" ", rule);
    const item = make("li", { dataset: { rule: finding.rule } }, head);
    if (finding.pointer) item.append(make("p", { className: "pointer" }, make("code", {}, finding.pointer)));
    item.append(make("p", { className: "message" }, ...marked(finding.message)));
    const hint = make("p", { className: "hint" });
    if (finding.hint) hint.append(...marked(finding.hint));
    if (finding.fix && onFix) {
      const label = `Apply fix: ${finding.hint}`;
      hint.append(" ", make("button", { type: "button", className: "fix", onclick: () => onFix(finding), ariaLabel: label }, "Apply fix"));
    }
    if (finding.rule === "unstable-field" && onAccept) {
      const label = `Accept ${finding.pointer}`;
      hint.append(" ", make("button", { type: "button", className: "accept", onclick: () => onAccept(finding), ariaLabel: label }, "Accept this field"));
    }
    if (hint.childNodes.length) item.append(hint);
    return item;
  });
}

/** Return the verdict and the counts in words. */
export function verdictText({ verdict, counts, kind, schemaVersion }, rules) {
  const totals = { error: 0, unstable: 0, note: 0 };
  for (const [rule, number] of Object.entries(counts)) totals[rules[rule].severity] += number;
  const parts = [
    totals.error && count(totals.error, "error"),
    totals.unstable && count(totals.unstable, "unstable field"),
    totals.note && count(totals.note, "note"),
  ].filter(Boolean);
  const what = kind === null ? "" : `; ${kind}, schema ${schemaVersion}`;
  return `${verdict}: ${parts.join(", ") || "no findings"}${what}`;
}
