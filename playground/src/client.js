// The page's side of the web worker.

/** Calls the functions of engine.py in a web worker. */
export class Client {
  /** `onProgress` is called with the bytes that are loaded and with all bytes to load. */
  constructor(onProgress = () => {}) {
    this.calls = new Map();
    this.next = 1;
    this.isReady = false;
    // A worker from a blob is under the policy of the page. One from a file would be under that of the server, if any.
    const script = new URL("./worker.js", import.meta.url).href;
    const blob = new Blob([`import ${JSON.stringify(script)};`], { type: "text/javascript" });
    this.worker = new Worker(URL.createObjectURL(blob), { type: "module" });
    this.ready = new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) => {
        if (data.type === "progress") onProgress(data.loaded, data.total);
        else if (data.type === "ready") resolve((this.isReady = true));
        else if (data.type === "failed") reject(new Error(data.reason));
        else this.#settle(data);
      };
      this.worker.onerror = (event) => reject(new Error(event.message || "the worker could not be started"));
    });
  }

  /** Return what a function of engine.py returns. Byte arrays become bytes. */
  async call(name, ...parameters) {
    await this.ready;
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.calls.set(id, { resolve, reject });
      this.worker.postMessage({ id, name, parameters });
    });
  }

  #settle({ id, value, error }) {
    const call = this.calls.get(id);
    this.calls.delete(id);
    if (error === undefined) call.resolve(value);
    else call.reject(new Error(error));
  }
}
