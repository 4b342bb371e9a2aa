// Made from the schemas of chatlayer-session by `python -m generation`; do not edit.
/**
 * A reader consumes payloads of the new schema with code for the old one, a writer produces payloads of the old one that are held to the new one.
 */
export type Party = "reader" | "writer";
/**
 * A part of a semantic version.
 */
export type Bump = "none" | "patch" | "minor" | "major";

/**
 * What was found between two schemas, versions or folders of schemas.
 */
export interface Compatibility {
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
   * What was compared, as it was named.
   */
  old: string;
  /**
   * What it was compared with, as it was named.
   */
  new: string;
  /**
   * Who was asked about.
   *
   * @minItems 1
   */
  parties: [Party, ...Party[]];
  /**
   * Breaking if any change is, else undecided if any is, else compatible.
   */
  verdict: "breaking" | "undecided" | "compatible";
  /**
   * The part of the version that the changes together demand to be raised.
   */
  bump: Bump;
  /**
   * Counts of changes.
   */
  summary: {
    /**
     * All changes.
     */
    changes: number;
    /**
     * Changes that break someone, or a rule of releases.
     */
    breaking: number;
    /**
     * Changes of which it could not be found out.
     */
    undecided: number;
  };
  /**
   * The comparisons of one schema each.
   */
  comparisons: Comparison[];
}
/**
 * The changes between one schema and its successor.
 */
export interface Comparison {
  /**
   * What the two schemas have in common: the name of the file.
   */
  name: string;
  /**
   * The old file; null if the schema is new.
   */
  old: string | null;
  /**
   * The new file; null if the schema is gone.
   */
  new: string | null;
  /**
   * The changes, in the order of the schemas.
   */
  changes: Change[];
}
/**
 * One difference.
 */
export interface Change {
  /**
   * The kind of change. The set grows.
   */
  id: string;
  /**
   * What is different, in a sentence.
   */
  message: string;
  /**
   * A JSON Pointer into the schema file, as a URI fragment, or with an identifier before it; null on the side that has nothing there.
   */
  oldPointer: string | null;
  /**
   * A JSON Pointer into the schema file, as a URI fragment, or with an identifier before it; null on the side that has nothing there.
   */
  newPointer: string | null;
  /**
   * The place in payloads as a JSON Pointer, with * for every member or item.
   */
  instance: string;
  /**
   * Stability of the field, as the old schema promises it; null where none is declared.
   */
  stability: string | null;
  /**
   * What the change does to each party asked about.
   */
  effects: {
    /**
     * What a change does to this party.
     */
    reader?: "breaks" | "harmless" | "undecided";
    /**
     * What a change does to this party.
     */
    writer?: "breaks" | "harmless" | "undecided";
  };
  /**
   * The part of the version that this change demands to be raised.
   */
  bump: Bump;
  /**
   * A payload for each party that the change breaks.
   */
  witnesses: {
    /**
     * A payload that shows it to this party.
     */
    reader?: Witness;
    /**
     * A payload that shows it to this party.
     */
    writer?: Witness;
  };
}
/**
 * A payload that one schema accepts and the other rejects, as two independent validators agree.
 */
export interface Witness {
  /**
   * Any JSON value. It is made up from the schemas and holds nobody's data.
   */
  payload: unknown;
  /**
   * Which schema accepts it.
   */
  acceptedBy: "old" | "new";
  /**
   * Which schema rejects it.
   */
  rejectedBy: "old" | "new";
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

/** Holds data to the schema compatibility. */
export declare const validateCompatibility: Validate<Compatibility>;
