// Generated from the schemas of chatlayer-session by `python -m tools.codegen write javascript`; do not edit.
/**
 * Confidence, from 0 (none) to 1 (full), both included.
 */
export type Score = number;

/**
 * What the platform knows about the conversation of one user with one bot. Written by the platform, read-only for everyone else.
 */
export interface Internal {
  /**
   * Identifies the bot.
   */
  readonly botId: string;
  /**
   * Identifies the session. No form is promised.
   */
  readonly sessionId: string;
  /**
   * Which version of the bot answers: the one being edited or the published one.
   */
  readonly version: "DRAFT" | "LIVE";
  /**
   * Where the conversation takes place, such as a web page or a messaging service. The set of channels grows.
   */
  readonly channel: string;
  /**
   * What is known about the user. Which members are there depends on the channel.
   */
  readonly user: User;
  /**
   * Language the user prefers.
   */
  readonly preferredLanguage: string;
  /**
   * Locale the user prefers, for instance to format dates.
   */
  readonly locale: string;
  /**
   * What language processing made of the latest expression.
   */
  readonly nlp: Nlp;
  /**
   * The bot dialog or block that was triggered last.
   */
  readonly currentDialogstate: DialogState;
  /**
   * The bot dialog or block that was triggered before the current one.
   */
  readonly previousDialogstate: DialogState;
  /**
   * Content of the last message that the user sent. Not always present.
   */
  readonly messageContent?: string;
  /**
   * Type of the last message that the user sent. Not always present.
   */
  readonly messageType?: "intro" | "postback" | "text" | "upload";
}
/**
 * What is known about the user. Which members are there depends on the channel.
 */
export interface User {
  /**
   * Given name of the user, or a stand-in where the channel does not tell it. Not always present.
   */
  readonly firstName?: string;
}
/**
 * What language processing made of the latest expression.
 */
export interface Nlp {
  /**
   * The latest expression of the user. Not always present.
   */
  readonly expression?: string;
  /**
   * The intent that was recognised. Not always present.
   */
  readonly intent?: Scored;
  /**
   * The entities that were recognised. The shape of an entity is documented nowhere, so the items are free. Not always present.
   */
  readonly entities?: readonly unknown[];
  /**
   * The intents that were considered. Not always present.
   */
  readonly intents?: readonly Scored[];
  /**
   * The sentiment of the latest expression. Present where the bot has sentiment analysis switched on. Not always present.
   */
  readonly sentiment?: Sentiment;
}
/**
 * A name with the confidence in it.
 */
export interface Scored {
  /**
   * Name of the intent, as the bot builder chose it.
   */
  readonly name: string;
  readonly score: Score;
}
/**
 * A sentiment with the confidence in it.
 */
export interface Sentiment {
  /**
   * Name of the sentiment. Others than the known ones may come.
   */
  readonly name: "positive" | "neutral" | "negative" | (string & {});
  readonly score: Score;
}
/**
 * A bot dialog or block.
 */
export interface DialogState {
  /**
   * Name of the dialog, as the bot builder chose it.
   */
  readonly name: string;
  /**
   * Identifies the dialog. Today a UUID, formerly a short number; no form is promised.
   */
  readonly id: string;
  /**
   * Type of the dialog. The set of types is open.
   */
  readonly type: string;
}
/**
 * One session: the read-only part of the platform, and beside it the variables of the bot builder, which may have any name and hold any JSON value. The type of the bot builder's variables can be given.
 */
export type Session<Variables extends object = Record<string, unknown>> = {
  /**
   * The read-only part of the platform.
   */
  readonly internal: Internal;
} & Variables;

/** One violation of a schema. It contains no value of the data. */
export interface Violation {
  /** JSON Pointer into the data. */
  instancePath: string;
  /** Place of the constraint: identifier of the published schema, `#`, and JSON Pointer. */
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

/** Returns whether data is valid against a schema. `errors` are those of the latest call, or null. */
export interface Validate<T> {
  (data: unknown): data is T;
  errors?: Violation[] | null;
}

/** An unstable field of a payload. It contains no value of the payload. */
export interface UnstableField {
  /** JSON Pointer into the payload. */
  pointer: string;
  reason: string;
}

/** Validates data against the schema internal. */
export declare const validateInternal: Validate<Internal>;

/** Returns the violations of the schema internal, undeclared fields included. */
export declare const validateInternalStrict: (data: unknown) => Violation[];

/** Validates data against the schema session. The variables are not validated. */
export declare const validateSession: {
  <Variables extends object = Record<string, unknown>>(data: unknown): data is Session<Variables>;
  errors?: Violation[] | null;
};

/** Returns the violations of the schema session, undeclared fields included. */
export declare const validateSessionStrict: (data: unknown) => Violation[];

/** Returns the unstable fields of a session or of its internal object. Values of the wrong type are passed over. */
export declare const unstableFields: (payload: unknown) => UnstableField[];
