// The web worker: loads Python and the program, and answers the calls of client.js.
import { loadPyodide } from "./runtime/pyodide.mjs";

const runtime = new URL("./runtime/", import.meta.url).href;
const total = Object.values(FILE_SIZES).reduce((sum, size) => sum + size, 0);
let loaded = 0;

const plainFetch = globalThis.fetch.bind(globalThis);

/** Fetch a file of the runtime, and report the progress to the page. Pyodide calls it too. */
globalThis.fetch = async (resource, options) => {
  const response = await plainFetch(resource, options);
  const name = new URL(response.url).pathname.split("/").pop();
  if (!response.ok) throw new Error(`${name}: the server answered ${response.status}`);
  const counter = new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      postMessage({ type: "progress", loaded, total });
      controller.enqueue(chunk);
    },
  });
  // Some servers do not know the type of WebAssembly, without which it cannot be compiled while it loads.
  const type = name.endsWith(".wasm") ? "application/wasm" : (response.headers.get("content-type") ?? "");
  return new Response(response.body.pipeThrough(counter), { headers: { "content-type": type } });
};

async function start() {
  const packages = fetch(`${runtime}python.zip`).then((response) => response.arrayBuffer());
  const pyodide = await loadPyodide({ indexURL: runtime, checkAPIVersion: false });
  pyodide.unpackArchive(await packages, "zip", { extractDir: "/packages" });
  pyodide.runPython("import sys; sys.path.insert(0, '/packages')");
  const engine = pyodide.pyimport("engine");
  return { pyodide, engine, bytes: pyodide.globals.get("bytes") };
}

const started = start();
started.then(
  () => postMessage({ type: "ready" }),
  (error) => postMessage({ type: "failed", reason: String(error.message ?? error) }),
);

onmessage = async ({ data: { id, name, parameters } }) => {
  const { pyodide, engine, bytes } = await started;
  const proxies = [];
  const converted = parameters.map((value) => {
    if (typeof value === "string") return value;
    const view = pyodide.toPy(value);
    const copy = bytes(view);
    proxies.push(view, copy);
    return copy;
  });
  try {
    postMessage({ type: "answer", id, value: engine[name](...converted) });
  } catch (error) {
    // The last line of a traceback can contain parts of the payload, the type of the error cannot.
    postMessage({ type: "answer", id, error: error.type ?? error.name ?? "error" });
  } finally {
    for (const proxy of proxies) proxy.destroy();
  }
};
