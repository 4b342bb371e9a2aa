// Made from the schemas of chatlayer-session by `python -m deriving`; do not edit.
/**
 * A semantic version.
 */
export type Version = string;
export type Count = number;
/**
 * JSON Pointer (RFC 6901). The empty string is the root.
 */
export type Pointer = string;
/**
 * Name of a rule. A name keeps its meaning for ever; later versions of the validator bring further ones.
 */
export type Rule = string;

/**
 * What one run of the validator found. Only payloads with findings are listed; the summary counts all.
 */
export interface Report {
  /**
   * Version of this report format.
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
   * Version of the session schemas that the payloads were held to.
   */
  schemaVersion: Version;
  /**
   * Counts over the whole run, whether listed below or not.
   */
  summary: {
    /**
     * Payloads checked: valid, unstable and invalid ones together.
     */
    payloads: Count;
    /**
     * Payloads with the verdict valid.
     */
    valid: Count;
    /**
     * Payloads with the verdict unstable.
     */
    unstable: Count;
    /**
     * Payloads with the verdict invalid.
     */
    invalid: Count;
    /**
     * Inputs that could not be read.
     */
    unreadable: Count;
    /**
     * Findings for each rule that found something, by the name of the rule.
     */
    byRule: {
      [k: string]: number;
    };
  };
  /**
   * The payloads with findings, in the order in which they were read.
   */
  payloads: Payload[];
  /**
   * The inputs that could not be read, in the order in which they were met.
   */
  unreadable: Unreadable[];
  /**
   * Findings left out of the lists because of a limit that was asked for; the summary counts them.
   */
  omitted?: number;
}
/**
 * One payload and what was found in it.
 */
export interface Payload {
  /**
   * The file, as it was named to the program; - is standard input.
   */
  source: string | null;
  /**
   * Number of the payload in a JSON Lines input, from 1, blank lines not counted; null elsewhere.
   */
  record: number | null;
  /**
   * Where the payload stands in its document. The pointers of the findings start from there. A name that was selected by * may be private and is written *, unless values were asked for.
   */
  at: Pointer;
  /**
   * What the payload was taken for; null where the text could not be understood that far.
   */
  kind: "internal" | "session" | null;
  /**
   * The verdict on the payload. A payload with notes only is valid.
   */
  verdict: "valid" | "unstable" | "invalid";
  findings: Finding[];
}
/**
 * A rule at a place.
 */
export interface Finding {
  rule: Rule;
  severity: "error" | "unstable" | "note";
  /**
   * The place in the payload. For a missing field the place where it belongs; inside a variable the variable.
   */
  pointer: Pointer;
  /**
   * Line in the source, from 1; null for a payload that was no text.
   */
  line: number | null;
  /**
   * Column in the line, from 1, counted in Unicode code points; null for a payload that was no text.
   */
  column: number | null;
  /**
   * What is wrong, in one sentence without a payload's values.
   */
  message: string;
  /**
   * What to do about it.
   */
  hint: string | null;
  /**
   * The constraint in the schema, as the schema's identifier, # and a JSON Pointer; null for what no schema says.
   */
  schemaPointer: string | null;
  /**
   * The payload's text at the place, shortened. Only there when values were asked for.
   */
  value?: string;
}
/**
 * An input that could not be read.
 */
export interface Unreadable {
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

/** Holds data to the schema report. */
export declare const validateReport: Validate<Report>;
