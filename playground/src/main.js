// The page.
import { Client } from "./client.js";
import data from "./data.json";
import { count, element, make } from "./dom.js";
import { Editor, MAX_COLORED } from "./editor.js";
import { findingItems, verdictText } from "./findings.js";
import { sizeItems } from "./sizes.js";

/** Bytes above which the page waits for a pause in typing. */
const LARGE = 200_000;
const MEGABYTE = 1_000_000;

const encoder = new TextEncoder();
const state = { bytes: null, afterBytes: null, findings: [], view: "findings", busy: false, stale: false };

const client = new Client((loaded, total) => {
  const progress = element("progress");
  progress.max = total;
  progress.value = Math.min(loaded, total);
  const [done, all] = [progress.value, total].map((size) => (size / MEGABYTE).toFixed(1));
  const step = progress.value < total ? "Loading" : "Starting";
  element("loading-text").textContent = `${step} the validator: ${done} of ${all} MB. You can paste now.`;
});

const editor = new Editor(element("editor"), {
  label: "Payload",
  hint: "Paste the JSON of a session here",
  onChange: (byPerson) => changed("bytes", byPerson),
});
const after = new Editor(element("after"), {
  label: "After the write",
  hint: "Paste the session after the write, or the write",
  onChange: (byPerson) => changed("afterBytes", byPerson),
});

/** Forget the bytes of a file when a person edits its text. */
function changed(bytes, byPerson) {
  if (byPerson) state[bytes] = null;
  schedule();
}

let timer;
function schedule() {
  clearTimeout(timer);
  timer = setTimeout(refresh, editor.length + after.length > LARGE ? 400 : 20);
}

/** Ask the worker about the payload as it is now; at most one question is open. */
async function refresh() {
  if (state.busy) {
    state.stale = true;
    return;
  }
  state.busy = true;
  element("verdict").ariaBusy = "true";
  const slow = setTimeout(() => client.isReady && editor.length && verdict(element("verdict"), "", "Checking."), 500);
  try {
    do {
      state.stale = false;
      await VIEWS[state.view]();
    } while (state.stale);
  } catch (error) {
    problem(element("verdict"), `internal error (${error.message}); please report it without the payload`);
  } finally {
    clearTimeout(slow);
    state.busy = false;
    element("verdict").ariaBusy = "false";
  }
}

const payload = () => state.bytes ?? encoder.encode(editor.text);
const afterPayload = () => state.afterBytes ?? encoder.encode(after.text);

function options(more = {}) {
  const accepted = element("accepted").value.split(/[\s,]+/).filter(Boolean);
  const chosen = { schema_version: element("version").value, kind: element("kind").value, ...more };
  return JSON.stringify({ ...chosen, accept_unstable: accepted });
}

async function showFindings() {
  if (!editor.length && !state.bytes) return empty();
  const answer = JSON.parse(await client.call("check", payload(), options()));
  if (answer.problem) {
    problem(element("verdict"), answer.problem);
    answer.findings = [];
    answer.total = 0;
  } else {
    verdict(element("verdict"), answer.verdict, verdictText(answer, data.rules));
  }
  // What was typed since is checked next, and the places would be wrong in it.
  if (!state.stale) editor.mark(answer.findings);
  state.findings = answer.findings;
  const handlers = { rules: data.rules, onPlace: (finding) => editor.show(finding), onFix: applyFix, onAccept: accept };
  element("findings").replaceChildren(...findingItems(answer.findings, handlers));
  const hidden = answer.total - answer.findings.length;
  element("more").textContent = hidden ? `${count(hidden, "more finding")} not listed and not marked.` : "";
  const fixes = answer.findings.filter((finding) => finding.fix);
  element("fix-all").hidden = fixes.length < 2;
  element("fix-all").textContent = `Apply all ${fixes.length} fixes`;
  for (const format of ["markdown", "json"]) element(`copy-${format}`).disabled = Boolean(answer.problem);
}

function empty() {
  verdict(element("verdict"), "", "Nothing to check yet.");
  editor.mark([]);
  element("findings").replaceChildren();
  element("more").textContent = "";
  element("fix-all").hidden = true;
  for (const format of ["markdown", "json"]) element(`copy-${format}`).disabled = true;
}

async function showSizes() {
  await showFindings();
  const list = element("sizes");
  if (!editor.length) return list.replaceChildren();
  // Names inside variables stay in this page.
  const answer = JSON.parse(await client.call("sizes", payload(), options({ show_values: true })));
  element("total-size").textContent = answer.problem ?? `${count(answer.bytes, "byte")} without white space, largest first.`;
  list.replaceChildren(...(answer.problem ? [] : sizeItems(answer.parts, answer.more)));
}

async function showWrite() {
  await showFindings();
  const lists = [element("write-findings"), element("changes")];
  if (!editor.length || !after.length) {
    for (const list of lists) list.replaceChildren();
    after.mark([]);
    return verdict(element("write-verdict"), "", "");
  }
  const answer = JSON.parse(await client.call("write", payload(), afterPayload(), element("write-kind").value));
  if (answer.problem) {
    problem(element("write-verdict"), answer.problem);
    after.mark([]);
    for (const list of lists) list.replaceChildren();
    return;
  }
  verdict(element("write-verdict"), answer.verdict, `${answer.verdict}: ${count(answer.total, "finding")}, ${count(answer.allowed, "allowed change")}`);
  after.mark(answer.findings);
  const handlers = { rules: data.rules, onPlace: (finding) => after.show(finding), onFix: (finding) => after.apply(finding.fix) };
  lists[0].replaceChildren(...findingItems(answer.findings, handlers));
  const line = ({ pointer, text, writtenBy }) => make("li", {}, "allowed ", make("code", {}, pointer), `: ${text}`, writtenBy ? `; written by the ${writtenBy}` : "");
  lists[1].replaceChildren(...answer.changes.map(line));
}

const VIEWS = { findings: showFindings, sizes: showSizes, write: showWrite };

function verdict(target, name, text) {
  target.className = name;
  target.textContent = text;
}

function problem(target, text) {
  verdict(target, "problem", text);
}

function applyFix(finding) {
  applyEdits(finding.fix);
}

function applyEdits(edits) {
  state.bytes = null;
  if (edits.length) editor.apply(edits);
  else schedule();
  editor.view.focus();
}

function accept(finding) {
  const field = element("accepted");
  field.value = `${field.value} ${finding.pointer}`.trim();
  schedule();
  field.focus();
}

async function copy(format) {
  element("copied").textContent = "";
  const report = await client.call("report", payload(), options(), format);
  try {
    await navigator.clipboard.writeText(report);
    element("copied").textContent = "Copied.";
  } catch {
    element("copied").textContent = "The browser does not allow this page to copy.";
  }
}

/** Show the content of a file. Its bytes are checked as they are until somebody edits the text. */
function open(target, bytes) {
  const text = new TextDecoder().decode(bytes);
  const key = target === editor ? "bytes" : "afterBytes";
  state[key] = bytes;
  target.load(text);
  const colored = editor.length <= MAX_COLORED;
  element("notes").textContent = colored ? "" : "A text of more than 1 MB is shown without colors.";
  schedule();
}

async function openFile(target, file) {
  if (file) open(target, new Uint8Array(await file.arrayBuffer()));
}

function fill(select, entries) {
  select.append(...entries.map(([value, text]) => make("option", { value }, text)));
}

const decodeBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

function setUp() {
  fill(element("kind"), data.kinds);
  fill(element("version"), data.versions);
  for (const [group, examples] of Object.entries(data.examples)) {
    const options = examples.map((example) => make("option", { value: example.name }, example.title));
    element("example").append(make("optgroup", { label: group }, ...options));
  }
  element("example").onchange = ({ target }) => {
    const example = Object.values(data.examples).flat().find(({ name }) => name === target.value);
    if (!example) return;
    element("kind").value = example.kind;
    open(editor, decodeBase64(example.content));
  };
  for (const id of ["kind", "version", "write-kind"]) element(id).onchange = schedule;
  element("accepted").oninput = schedule;
  element("options").onsubmit = (event) => event.preventDefault();
  element("file").onchange = ({ target }) => openFile(editor, target.files[0]);
  element("fix-all").onclick = () => applyEdits(state.findings.flatMap((finding) => finding.fix ?? []));
  element("copy-markdown").onclick = () => copy("markdown");
  element("copy-json").onclick = () => copy("json");
  element("write-example").onclick = () => {
    const example = data.writes[element("write-kind").value];
    if (!editor.length) open(editor, decodeBase64(example.before));
    open(after, decodeBase64(example.after));
  };
  setUpDrop(element("editor"), editor);
  setUpDrop(element("after"), after);
  setUpTabs();
}

function setUpDrop(area, target) {
  const only = (handler) => (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    handler(event);
  };
  // Captured, so that the editor does not insert the text of the file itself.
  area.addEventListener("dragover", only(() => area.classList.add("dropping")), true);
  area.addEventListener("dragleave", () => area.classList.remove("dropping"), true);
  area.addEventListener("drop", only((event) => {
    area.classList.remove("dropping");
    openFile(target, event.dataTransfer.files[0]);
  }), true);
}

function setUpTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const select = (chosen) => {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      element(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
    }
    state.view = chosen.id.replace("tab-", "");
    schedule();
  };
  for (const [index, tab] of tabs.entries()) {
    tab.onclick = () => select(tab);
    tab.onkeydown = ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (!step) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      next.focus();
      select(next);
    };
  }
}

setUp();
client.ready.then(
  () => {
    element("loading").hidden = true;
    document.body.dataset.ready = "true";
    schedule();
  },
  (error) => {
    element("progress").hidden = true;
    element("loading-text").className = "problem";
    element("loading-text").textContent = `The validator could not be loaded (${error.message}). Reload the page, or use the command chatlayer-session.`;
  },
);
