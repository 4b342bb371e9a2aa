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
   * What is known about the user. Which members are there depends on the channel.
   */
  user: {
    /**
     * Given name of the user, or a stand-in where the channel does not tell it. Not always present.
     */
    firstName?: string;
    /**
     * Family name of the user, where the channel tells it. Unstable: may change or disappear without notice.
     *
     * @experimental
     */
    lastName?: unknown;
    /**
     * Full name of the user, where the channel tells it. Unstable: may change or disappear without notice.
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
   * What language processing made of the latest expression.
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
   * What the channel Sinch Conversation API knows of the contact and the conversation: channelIdentifier, channelIdentity, contactId, appId, conversationId and metadata. Unstable: may change or disappear without notice.
   *
   * @experimental
   */
  sinchConversationAPI?: unknown;
  /**
   * What the channel Sparkcentral knows of the contact: channelId, and sometimes medium, contactProfile and contactAttributes. Unstable: may change or disappear without notice.
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
 * A name with the confidence in it.
 */
export interface Scored {
  /**
   * Name of the intent, as the bot builder chose it.
   */
  name: string;
  score: Score;
}
/**
 * A sentiment with the confidence in it.
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
   * Type of the dialog. The set of types is open.
   */
  type: "MESSAGE" | (string & {});
}
/**
 * One session: the read-only part of the platform, and beside it the variables of the bot builder, which may have any name and hold any JSON value.
 */
export interface Session {
  /**
   * The read-only part of the platform.
   */
  internal: Internal;
  [k: string]: unknown;
}
/**
 * A write to a session: what a back end answers in the member session, or what a code action passes to addSessionVariable. The data becomes members of the variable that the namespace names.
 */
export interface Write {
  /**
   * Name of the variable that is written to. Two names are the platform's own.
   */
  namespace: string;
  /**
   * Members that the variable gets, of any name and any JSON type.
   */
  data: {
    [k: string]: unknown;
  };
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
