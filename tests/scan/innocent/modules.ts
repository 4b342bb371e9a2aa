import * as internal from "./internal";
import { internal as secrets } from "@scope/internal";
import type { internal as Types } from "./internal/types";

/** @internal */
export namespace api.internal {
  export interface User { internal: { usr: string } }
}

export class Store {
  private readonly internal = new Map<string, string>();
  get(name: string) { return this.internal.get(name) ?? internal.usr.get(name); }
  static of({ internal }: { internal: Options }) { return new Store(internal.flags, internal.usr.name); }
}

export const names = secrets.usr.list.map((entry) => entry.internal.name);
export const host = process.env.INTERNAL_HOST ?? config.internal.host.name;
