// An editor for JSON whose offsets are those of engine.py: UTF-16 units, with one character for a line break.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Characters above which the editor does not color the text. */
export const MAX_COLORED = 1_000_000;

const colors = HighlightStyle.define([
  { tag: tags.propertyName, class: "tok-name" },
  { tag: tags.string, class: "tok-string" },
  { tag: [tags.number, tags.bool, tags.null], class: "tok-literal" },
]);
const SEVERITIES = { error: "error", unstable: "warning", note: "info" };
const loaded = Annotation.define();
const oneBreak = (text) => text.replaceAll("\r\n", "\n");

export class Editor {
  /** `onChange` is called after a change, with whether a person made it. */
  constructor(parent, { label, hint, onChange }) {
    this.language = new Compartment();
    this.colored = true;
    this.view = new EditorView({
      parent,
      extensions: [
        // Only a line feed ends a line, as in the reports.
        EditorState.lineSeparator.of("\n"),
        EditorView.clipboardInputFilter.of(oneBreak),
        // The policy of the page allows the styles of the editor by this name.
        EditorView.cspNonce.of("editor"),
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        highlightSpecialChars(),
        bracketMatching(),
        this.language.of(json()),
        syntaxHighlighting(colors),
        placeholder(hint),
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          this.#color();
          onChange(!update.transactions.some((transaction) => transaction.annotation(loaded)));
        }),
      ],
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  get length() {
    return this.view.state.doc.length;
  }

  /** Replace the whole text. */
  load(text) {
    const changes = { from: 0, to: this.length, insert: oneBreak(text) };
    this.view.dispatch({ changes, annotations: loaded.of(true), selection: { anchor: 0 }, scrollIntoView: true });
  }

  /** Mark the findings that have a place. */
  mark(findings) {
    const length = this.length;
    const diagnostics = findings
      .filter((finding) => finding.from !== undefined && finding.from <= length)
      .map((finding) => ({
        from: finding.from,
        to: Math.min(finding.to, length),
        severity: SEVERITIES[finding.severity],
        source: finding.rule,
        message: finding.message,
        markClass: `mark-${finding.severity}`,
      }));
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  /** Select the place of a finding, and show it. */
  show({ from, to }) {
    const anchor = Math.min(from, this.length);
    const effects = EditorView.scrollIntoView(anchor, { y: "center" });
    this.view.dispatch({ selection: { anchor, head: Math.min(to, this.length) }, effects });
    this.view.focus();
  }

  /** Apply the edits of fixes, as one step that can be undone. */
  apply(edits) {
    const ordered = edits.toSorted((one, other) => one.from - other.from);
    const changes = ordered.filter((edit, index) => index === 0 || edit.from >= ordered[index - 1].to);
    this.view.dispatch({ changes, userEvent: "input.fix" });
  }

  #color() {
    const colored = this.length <= MAX_COLORED;
    if (colored === this.colored) return;
    this.colored = colored;
    this.view.dispatch({ effects: this.language.reconfigure(colored ? json() : []) });
  }
}
