// Made from the schemas of chatlayer-session by `python -m generation`; do not edit.
/**
 * A semantic version.
 */
export type Version = string;
export type Count = number;

/**
 * What every version of the session schemas says of payloads. Payloads of one source with the same verdicts stand together.
 */
export interface Acceptance {
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
   * Version of the session schemas that the exit status goes by.
   */
  schemaVersion: Version;
  /**
   * The counts of each version, from the oldest to the newest.
   *
   * @minItems 1
   */
  versions: [
    {
      schemaVersion: Version;
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
    },
    ...{
      schemaVersion: Version;
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
    }[]
  ];
  /**
   * The versions that have no schema for the kind of payload that was named.
   */
  lacking: Version[];
  /**
   * Payloads of one source on which each version has one verdict, in the order of the first of them.
   */
  agreements: Agreement[];
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
export interface Agreement {
  /**
   * The file, as it was named to the program; - is standard input.
   */
  source: string | null;
  /**
   * Number of the first of the payloads in a JSON Lines input, from 1, blank lines not counted; null elsewhere.
   */
  record: number | null;
  /**
   * JSON Pointer of the first of the payloads in its document. A name that was selected by * is written *.
   */
  at: string;
  /**
   * How many payloads these are.
   */
  payloads: number;
  /**
   * What each version says of them, from the oldest to the newest.
   *
   * @minItems 1
   */
  answers: [
    {
      schemaVersion: Version;
      verdict: "valid" | "unstable" | "invalid";
      /**
       * Whether the version accepts the payloads: any verdict but invalid.
       */
      accepts: boolean;
      /**
       * The number of findings of the payload that has the fewest.
       */
      fewestFindings: Count;
      /**
       * The number of findings of the payload that has the most.
       */
      mostFindings: Count;
    },
    ...{
      schemaVersion: Version;
      verdict: "valid" | "unstable" | "invalid";
      /**
       * Whether the version accepts the payloads: any verdict but invalid.
       */
      accepts: boolean;
      /**
       * The number of findings of the payload that has the fewest.
       */
      fewestFindings: Count;
      /**
       * The number of findings of the payload that has the most.
       */
      mostFindings: Count;
    }[]
  ];
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

/** Holds data to the schema acceptance. */
export declare const validateAcceptance: Validate<Acceptance>;
