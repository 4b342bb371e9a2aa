// Generated from the schemas of chatlayer-session by `python -m tools.codegen write javascript`; do not edit.
/**
 * Name of the variable that is written to. Its part before the first dot decides whether the name is reserved for the platform. White space around that part does not count.
 */
export type Namespace = string;
/**
 * Confidence, from 0 (none) to 1 (full), both included.
 */
export type Score = number;

/**
 * What a back end answers to an API call of a bot. Every member is optional.
 */
export interface Answer {
  /**
   * What is written to the session: one write, several, or none. Not always present.
   */
  session?: Write | Write[] | null;
  /**
   * Messages for the user. Their form is not checked. Not always present.
   */
  messages?: unknown;
  /**
   * What the bot does next. Not always present.
   */
  action?: Action | null;
  /**
   * One sentence of the documentation has this member here. All examples have it in the member action. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  nextDialogstate?: unknown;
}
/**
 * A write to a session: what a code action passes to addSessionVariable, or what a back end puts into its answer. The data goes to the variable that the namespace names.
 */
export interface Write {
  namespace: Namespace;
  /**
   * What is written: any JSON value. The members of an object become members of the variable.
   */
  data: unknown;
}
/**
 * An action of the bot.
 */
export interface Action {
  /**
   * Identifies the dialog that the bot goes to. Not always present.
   */
  nextDialogstate?: string;
}
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
  readonly channel:
    | "sinchConversationAPI"
    | "amazon"
    | "AppIntegrationChannel"
    | "web"
    | "facebook"
    | "facebookWorkplace"
    | "googleHome"
    | "intercom"
    | "cmPhone"
    | "SinchInboxBotChannel"
    | "SinchVoiceBotChannel"
    | "SparkcentralBotChannel"
    | "voice"
    | "webHook"
    | "whatsapp"
    | "ACLWhatsappBotChannel"
    | "WavyWhatsappBotChannel"
    | "ZendeskChatBotChannel"
    | (string & {});
  /**
   * The user. The members depend on the channel.
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
   * The result of language processing for the latest expression of the user.
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
  /**
   * Name of the intent that was recognised last. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  readonly lastIntent?: unknown;
  /**
   * Earlier steps of the conversation. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  readonly history?: unknown;
  /**
   * The latest input of the user. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  readonly input?: unknown;
  /**
   * The contact and the conversation, from the channel Sinch Conversation API: channelIdentifier, channelIdentity, contactId, appId, conversationId and metadata. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  readonly sinchConversationAPI?: unknown;
  /**
   * The contact, from the channel Sparkcentral: channelId, and sometimes medium, contactProfile and contactAttributes. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  readonly channelDetails?: unknown;
  /**
   * Seen while a human agent has the conversation. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  readonly isPaused?: unknown;
  /**
   * Seen while a human agent has the conversation. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  readonly offload?: unknown;
}
/**
 * The user. The members depend on the channel.
 */
export interface User {
  /**
   * Given name of the user, or a stand-in if the channel does not have it. Not always present.
   */
  readonly firstName?: string;
  /**
   * Family name of the user, if the channel has it. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  readonly lastName?: unknown;
  /**
   * Full name of the user, if the channel has it. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  readonly fullName?: unknown;
}
/**
 * The result of language processing for the latest expression of the user.
 */
export interface Nlp {
  /**
   * The latest expression of the user. Not always present.
   */
  readonly expression?: string;
  /**
   * The intent that was recognised. Not always present.
   */
  readonly intent?: Intent;
  /**
   * The entities that were recognised. The shape of an entity is documented nowhere, so the items are free. Not always present.
   */
  readonly entities?: readonly unknown[];
  /**
   * The intents that were considered. Not always present.
   */
  readonly intents?: readonly Intent[];
  /**
   * The sentiment of the latest expression. Present where the bot has sentiment analysis switched on. Not always present.
   */
  readonly sentiment?: Sentiment;
}
/**
 * An intent, and the confidence in it.
 */
export interface Intent {
  /**
   * Name of the intent, as the bot builder chose it.
   */
  readonly name: string;
  readonly score: Score;
}
/**
 * A sentiment, and the confidence in it.
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
   * Type of the dialog. The set of types is open, and no list of them is documented.
   */
  readonly type: string;
}
/**
 * Variables that the platform is known to write.
 */
export interface PlatformVariables {
  /**
   * Identifies the bot.
   */
  botId?: unknown;
  /**
   * An identifier that the platform assigns. What it identifies is not documented.
   */
  id?: unknown;
  /**
   * A value for the platform's own use.
   */
  __sharding_region?: unknown;
  /**
   * Channel of the session.
   */
  __channel?: unknown;
  /**
   * Type of the bot.
   */
  botType?: unknown;
  /**
   * An identifier that the platform assigns. What it identifies is not documented.
   */
  fbid?: unknown;
  /**
   * Given name of the user.
   */
  firstname?: unknown;
  /**
   * Family name of the user, or null.
   */
  lastname?: unknown;
  /**
   * Whether the platform's emulator takes the place of a user.
   */
  isEmulator?: unknown;
  /**
   * Locale of the user.
   */
  locale?: unknown;
  /**
   * Language of the user. A bot can set this variable to choose the language.
   */
  preferredLanguage?: unknown;
  /**
   * Values for the platform's own use.
   */
  sys?: unknown;
  /**
   * Events of the session, such as changes to variables, in variablesChanged.
   */
  events?: unknown;
  /**
   * Results of apps, by the name of the app.
   */
  apps?: unknown;
  /**
   * Address of a file that the user uploaded.
   */
  uploadedFileUrl?: unknown;
  /**
   * Values of the web widget.
   */
  session?: unknown;
}
/**
 * One session: the read-only part of the platform, and the variables, which have any name and contain any JSON value. The bot builder writes the variables, and so does the platform: those that it is known to write are listed. The type of the bot builder's variables can be given.
 */
export type Session<Variables extends object = Record<string, unknown>> = {
  /**
   * The read-only part of the platform.
   */
  readonly internal: Internal;
} & PlatformVariables & Variables;

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

/** Validates data against the schema answer. */
export declare const validateAnswer: Validate<Answer>;

/** Returns the violations of the schema answer, undeclared fields included. */
export declare const validateAnswerStrict: (data: unknown) => Violation[];

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

/** Validates data against the schema write. */
export declare const validateWrite: Validate<Write>;

/** Returns the violations of the schema write, undeclared fields included. */
export declare const validateWriteStrict: (data: unknown) => Violation[];

/** Returns the unstable fields of a session or of its internal object. Values of the wrong type are passed over. */
export declare const unstableFields: (payload: unknown) => UnstableField[];
