// Made from the schemas of chatlayer-session by `python -m deriving`; do not edit.
/**
 * One line of the report that is written while the run goes on: a payload with findings, as in the report, or the last line, which is the report without its payloads.
 */
export type Line =
  | ReportPayload
  | {
      /**
       * Version of this report format.
       */
      version: string;
      tool: Tool;
      /**
       * Version of the session schemas that the payloads were held to.
       */
      schemaVersion: Version;
      summary: Summary;
      unreadable: Unreadable;
      /**
       * Findings left out of the lines before, because of a limit; the summary counts them.
       */
      omitted?: number;
    };
/**
 * JSON Pointer (RFC 6901). The empty string is the root.
 */
export type Pointer = string;
/**
 * Name of a rule. A name keeps its meaning for ever; later versions of the validator bring further ones.
 */
export type Rule = string;
/**
 * Name of a JSON type, or null where there is no value.
 */
export type Type = "object" | "array" | "string" | "number" | "boolean" | "null" | null;
/**
 * A semantic version.
 */
export type Version = string;
export type Count = number;
/**
 * The inputs that could not be read, in the order in which they were met.
 */
export type Unreadable = Unreadable1[];
export type Bytes = number;
/**
 * Members or items, heaviest first, as far down as was asked for. Those inside a variable are there only where values were asked for.
 */
export type Parts = Part[];

/**
 * One payload and what was found in it.
 */
export interface ReportPayload {
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
  kind: string | null;
  /**
   * The verdict on the payload. A payload with notes only is valid.
   */
  verdict: "valid" | "unstable" | "invalid";
  findings: Finding[];
  /**
   * The allowed changes against the payload before it. Only there where two payloads were compared.
   */
  changes?: Change[];
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
 * A change of a variable, which is allowed.
 */
export interface Change {
  /**
   * The variable; a place in it only where values were asked for.
   */
  pointer: Pointer;
  /**
   * What became of it.
   */
  change: "added" | "removed" | "changed";
  /**
   * JSON type before; null where nothing stood.
   */
  before: Type;
  /**
   * JSON type after; null where nothing stands.
   */
  after: Type;
  /**
   * Number of the deepest places at which the two differ.
   */
  places: number;
}
/**
 * The program that wrote the report.
 */
export interface Tool {
  /**
   * Name of the program.
   */
  name: "chatlayer-session";
  /**
   * Version of the program.
   */
  version: string;
}
/**
 * Counts over the whole run, whether listed below or not.
 */
export interface Summary {
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
}
/**
 * An input that could not be read.
 */
export interface Unreadable1 {
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
/**
 * What one run of the validator found. Only payloads with findings are listed, and those compared with another; the summary counts all.
 */
export interface Report {
  /**
   * Version of this report format.
   */
  version: string;
  tool: Tool;
  /**
   * Version of the session schemas that the payloads were held to.
   */
  schemaVersion: Version;
  summary: Summary;
  /**
   * The payloads with findings, in the order in which they were read; a payload that was compared with another is there in any case.
   */
  payloads: ReportPayload[];
  unreadable: Unreadable;
  /**
   * Findings left out of the lists because of a limit that was asked for; the summary counts them.
   */
  omitted?: number;
}
/**
 * What in payloads weighs how much, as the command size writes it. Bytes are those of compact JSON in UTF-8.
 */
export interface Sizes {
  /**
   * Version of this format.
   */
  version: string;
  /**
   * The program that wrote this.
   */
  tool: Tool;
  /**
   * Bytes that a session may have.
   */
  limit: number;
  /**
   * The payloads that were weighed, in the order in which they were read.
   */
  payloads: SizesPayload[];
  /**
   * The documents that are not JSON or have no payload, with what was found in them.
   */
  notWeighed: ReportPayload[];
  /**
   * The inputs that could not be read, in the order in which they were met.
   */
  unreadable: Unreadable1[];
}
/**
 * One payload and its parts.
 */
export interface SizesPayload {
  /**
   * The file, as it was named to the program; - is standard input.
   */
  source: string;
  /**
   * Number of the payload in a JSON Lines input, from 1, blank lines not counted; null elsewhere.
   */
  record: number | null;
  /**
   * Where the payload stands in its document; a name that was selected by * is written *, unless values were asked for.
   */
  at: Pointer;
  /**
   * What the payload was taken for.
   */
  kind: "internal" | "session";
  bytes: Bytes;
  parts: Parts;
}
/**
 * A member with its key, or an item.
 */
export interface Part {
  /**
   * The place in the payload.
   */
  pointer: Pointer;
  bytes: Bytes;
  /**
   * Part of the whole payload.
   */
  share: number;
  parts: Parts;
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

/** Holds data to the schema line. */
export declare const validateLine: Validate<Line>;

/** Holds data to the schema line, and rejects fields that it does not declare. */
export declare const validateLineClosed: Validate<Line>;

/** Holds data to the schema report. */
export declare const validateReport: Validate<Report>;

/** Holds data to the schema report, and rejects fields that it does not declare. */
export declare const validateReportClosed: Validate<Report>;

/** Holds data to the schema sizes. */
export declare const validateSizes: Validate<Sizes>;

/** Holds data to the schema sizes, and rejects fields that it does not declare. */
export declare const validateSizesClosed: Validate<Sizes>;
