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
  botId: string;
  /**
   * Identifies the session. No form is promised.
   */
  sessionId: string;
  /**
   * Which version of the bot answers: the one being edited or the published one.
   */
  version: "DRAFT" | "LIVE";
  /**
   * Where the conversation takes place, such as a web page or a messaging service. The set of channels grows.
   */
  channel:
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
  user: {
    /**
     * Given name of the user, or a stand-in if the channel does not have it. Not always present.
     */
    firstName?: string;
    /**
     * Family name of the user, if the channel has it. Unstable: may change or disappear without notice.
     *
     * @experimental
     */
    lastName?: unknown;
    /**
     * Full name of the user, if the channel has it. Unstable: may change or disappear without notice.
     *
     * @experimental
     */
    fullName?: unknown;
  };
  /**
   * Language the user prefers.
   */
  preferredLanguage: string;
  /**
   * Locale the user prefers, for instance to format dates.
   */
  locale: string;
  /**
   * The result of language processing for the latest expression of the user.
   */
  nlp: {
    /**
     * The latest expression of the user. Not always present.
     */
    expression?: string;
    /**
     * The intent that was recognised. Not always present.
     */
    intent?: Scored;
    /**
     * The entities that were recognised. The shape of an entity is documented nowhere, so the items are free. Not always present.
     */
    entities?: unknown[];
    /**
     * The intents that were considered. Not always present.
     */
    intents?: Scored[];
    /**
     * The sentiment of the latest expression. Present where the bot has sentiment analysis switched on. Not always present.
     */
    sentiment?: Sentiment;
  };
  /**
   * The bot dialog or block that was triggered last.
   */
  currentDialogstate: DialogState;
  /**
   * The bot dialog or block that was triggered before the current one.
   */
  previousDialogstate: DialogState;
  /**
   * Content of the last message that the user sent. Not always present.
   */
  messageContent?: string;
  /**
   * Type of the last message that the user sent. Not always present.
   */
  messageType?: "intro" | "postback" | "text" | "upload";
  /**
   * Name of the intent that was recognised last. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  lastIntent?: unknown;
  /**
   * Earlier steps of the conversation. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  history?: unknown;
  /**
   * The latest input of the user. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  input?: unknown;
  /**
   * The contact and the conversation, from the channel Sinch Conversation API: channelIdentifier, channelIdentity, contactId, appId, conversationId and metadata. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  sinchConversationAPI?: unknown;
  /**
   * The contact, from the channel Sparkcentral: channelId, and sometimes medium, contactProfile and contactAttributes. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  channelDetails?: unknown;
  /**
   * Seen while a human agent has the conversation. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  isPaused?: unknown;
  /**
   * Seen while a human agent has the conversation. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  offload?: unknown;
}
/**
 * A name, and the confidence in it.
 */
export interface Scored {
  /**
   * Name of the intent, as the bot builder chose it.
   */
  name: string;
  score: Score;
}
/**
 * A sentiment, and the confidence in it.
 */
export interface Sentiment {
  /**
   * Name of the sentiment. Others than the known ones may come.
   */
  name: "positive" | "neutral" | "negative" | (string & {});
  score: Score;
}
/**
 * A bot dialog or block.
 */
export interface DialogState {
  /**
   * Name of the dialog, as the bot builder chose it.
   */
  name: string;
  /**
   * Identifies the dialog. Today a UUID, formerly a short number; no form is promised.
   */
  id: string;
  /**
   * Type of the dialog. The set of types is open, and no list of them is documented.
   */
  type: string;
}
/**
 * One session: the read-only part of the platform, and the variables, which have any name and contain any JSON value. The bot builder writes the variables, and so does the platform: those that it is known to write are listed.
 */
export interface Session {
  /**
   * The read-only part of the platform.
   */
  internal: Internal;
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
  [k: string]: unknown;
}

/** One violation of a schema. It contains no value of the data. */
export interface Violation {
  /** JSON Pointer into the data. */
  instancePath: string;
  /** Reference to the constraint in the schema. */
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

/** Validates data against the schema answer. */
export declare const validateAnswer: Validate<Answer>;

/** Validates data against the schema answer. Rejects undeclared fields. */
export declare const validateAnswerClosed: Validate<Answer>;

/** Validates data against the schema internal. */
export declare const validateInternal: Validate<Internal>;

/** Validates data against the schema internal. Rejects undeclared fields. */
export declare const validateInternalClosed: Validate<Internal>;

/** Validates data against the schema session. */
export declare const validateSession: Validate<Session>;

/** Validates data against the schema session. Rejects undeclared fields. */
export declare const validateSessionClosed: Validate<Session>;

/** Validates data against the schema write. */
export declare const validateWrite: Validate<Write>;

/** Validates data against the schema write. Rejects undeclared fields. */
export declare const validateWriteClosed: Validate<Write>;
