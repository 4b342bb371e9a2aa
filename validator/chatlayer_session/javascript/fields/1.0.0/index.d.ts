// Made from the schemas of chatlayer-session by `python -m generation`; do not edit.
/**
 * A semantic version.
 */
export type Version = string;
export type Count = number;
/**
 * JSON Pointer (RFC 6901) from internal. The token * stands for every item of an array, or for all names at a collapsed place.
 */
export type Pointer = string;

/**
 * Which fields the payloads of a corpus carry under internal. It holds no values.
 */
export interface Fields {
  /**
   * Version of this format.
   */
  version: "1.0.0";
  /**
   * The program that wrote the report.
   */
  tool: {
    /**
     * Name of the program.
     */
    name: "chatlayer-session";
    /**
     * Version of the program.
     */
    version: string;
  };
  /**
   * Version of the session schemas that says which fields are stable.
   */
  schemaVersion: Version;
  /**
   * Counts over the whole corpus.
   */
  summary: {
    /**
     * All payloads: those observed and those not understood.
     */
    payloads: Count;
    /**
     * Payloads with an object internal to look into. Shares are of these.
     */
    observed: Count;
    /**
     * Payloads that are not JSON, or have no such object.
     */
    notUnderstood: Count;
    /**
     * Inputs that could not be read.
     */
    unreadable: Count;
    /**
     * Observed payloads that are whole sessions.
     */
    sessions: Count;
    /**
     * Variables of those sessions, all together.
     */
    variables: Count;
  };
  /**
   * The fields that were seen: the declared ones in the order of the schema, then the others by name.
   */
  fields: Field[];
  /**
   * The stable fields that no payload carries.
   */
  neverSeen: Pointer[];
  /**
   * The fields outside the stability promise that every observed payload carries, and that are not inside arrays.
   */
  alwaysSeen: Pointer[];
  /**
   * The places below which too many names differ. They are told together as *, and nothing further down.
   */
  collapsed: Pointer[];
  /**
   * Values at places that are not told: too deep, too many, or of too long a name.
   */
  omittedValues: Count;
  /**
   * Values that are not told because the payload may be variables, whose names are private.
   */
  withheldValues: Count;
  /**
   * The inputs that could not be read, in the order in which they were met.
   */
  unreadable: {
    /**
     * The path or glob, as it was named to the program or found in a folder.
     */
    source: string;
    /**
     * Why it could not be read.
     */
    message: string;
    /**
     * What to do about it.
     */
    hint: string | null;
  }[];
}
export interface Field {
  pointer: Pointer;
  /**
   * What the schema says of the field: stable or unstable if it is declared, unknown if not, free inside a stable field whose content is open.
   */
  stability: "stable" | "unstable" | "unknown" | "free";
  /**
   * Payloads that carry the field.
   */
  payloads: number;
  /**
   * Their part of the observed payloads.
   */
  share: number;
  /**
   * Values by JSON type. Where there are arrays on the way, a payload may have several.
   */
  types: {
    [k: string]: number;
  };
  /**
   * The first payload that carries it.
   */
  first: Place;
  /**
   * The last payload that carries it.
   */
  last: Place;
}
export interface Place {
  /**
   * The file, as it was named to the program; - is standard input.
   */
  source: string | null;
  /**
   * Number of the payload in a JSON Lines input, from 1, blank lines not counted; null elsewhere.
   */
  record: number | null;
}

/** One way in which data breaks a schema. Nothing in it is a value out of the data. */
export interface Breach {
  /** JSON Pointer to the place in the data. */
  instancePath: string;
  /** Reference to the constraint in the schema. */
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

/** Says whether data keeps to a schema; `errors` are those of the latest call, or null. */
export interface Validate<T> {
  (data: unknown): data is T;
  errors?: Breach[] | null;
}

/** Holds data to the schema fields. */
export declare const validateFields: Validate<Fields>;
