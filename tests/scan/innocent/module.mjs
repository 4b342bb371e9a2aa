import { session } from "electron";
import internal, { usr } from "node:internal";
session.defaultSession.webRequest.onHeadersReceived({ urls: ["https://internal/*"] }, (details, callback) => callback(details));
export const payload = { internal: usr, namespace: "internal", data: internal.usr.data };
export default class { #internal = internal.usr; get internal() { return this.#internal.value.usr; } }
deploy({ namespace: "internal", data: { host: `${internal.host.name}` } });
