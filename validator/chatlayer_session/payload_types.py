"""Types of parsed payloads, for type checkers and editors: what the schemas of version 1.1.0 declare.

What is stable is the same in every 1.x. Made from the schemas by ``python -m tools.codegen types``; do not edit.
"""

import sys
from typing import Literal

# pydantic needs these from typing_extensions up to Python 3.11.
if sys.version_info >= (3, 12):
    from typing import NotRequired, TypedDict
else:
    from typing_extensions import NotRequired, TypedDict

__all__ = [
    "DialogState",
    "Internal",
    "Nlp",
    "Scored",
    "Sentiment",
    "Session",
    "User",
    "Write",
    "variables",
]


class User(TypedDict):
    """What is known about the user. Which members are there depends on the channel."""

    firstName: NotRequired[str]
    """Given name of the user, or a stand-in where the channel does not tell it."""

    lastName: NotRequired[object]
    """Family name of the user, where the channel tells it. Not promised: it may change or go any day."""

    fullName: NotRequired[object]
    """Full name of the user, where the channel tells it. Not promised: it may change or go any day."""


class Scored(TypedDict):
    """A name with the confidence in it."""

    name: str
    """Name of the intent, as the bot builder chose it."""

    score: float
    """Confidence, from 0 (none) to 1 (full), both included."""


class Sentiment(TypedDict):
    """A sentiment with the confidence in it."""

    name: str
    """Name of the sentiment. Others than the known ones may come."""

    score: float
    """Confidence, from 0 (none) to 1 (full), both included."""


class Nlp(TypedDict):
    """What language processing made of the latest expression."""

    expression: NotRequired[str]
    """The latest expression of the user."""

    intent: NotRequired[Scored]
    """The intent that was recognised."""

    entities: NotRequired[list[object]]
    """The entities that were recognised. The shape of an entity is documented nowhere, so the items are free."""

    intents: NotRequired[list[Scored]]
    """The intents that were considered."""

    sentiment: NotRequired[Sentiment]
    """The sentiment of the latest expression. Present where the bot has sentiment analysis switched on."""


class DialogState(TypedDict):
    """A bot dialog or block."""

    name: str
    """Name of the dialog, as the bot builder chose it."""

    id: str
    """Identifies the dialog. Today a UUID, formerly a short number; no form is promised."""

    type: str
    """Type of the dialog. The set of types is open."""


class Internal(TypedDict):
    """The object Internal.

    What the platform knows about the conversation of one user with one bot. Written by the platform, read-only for
    everyone else.
    """

    botId: str
    """Identifies the bot."""

    sessionId: str
    """Identifies the session. No form is promised."""

    version: Literal["DRAFT", "LIVE"]
    """Which version of the bot answers: the one being edited or the published one."""

    channel: str
    """Where the conversation takes place, such as a web page or a messaging service. The set of channels grows."""

    user: User
    """What is known about the user. Which members are there depends on the channel."""

    preferredLanguage: str
    """Language the user prefers."""

    locale: str
    """Locale the user prefers, for instance to format dates."""

    nlp: Nlp
    """What language processing made of the latest expression."""

    currentDialogstate: DialogState
    """The bot dialog or block that was triggered last."""

    previousDialogstate: DialogState
    """The bot dialog or block that was triggered before the current one."""

    messageContent: NotRequired[str]
    """Content of the last message that the user sent."""

    messageType: NotRequired[Literal["intro", "postback", "text", "upload"]]
    """Type of the last message that the user sent."""

    lastIntent: NotRequired[object]
    """Name of the intent that was recognised last. Not promised: it may change or go any day."""

    history: NotRequired[object]
    """Earlier steps of the conversation. Not promised: it may change or go any day."""

    input: NotRequired[object]
    """The latest input of the user. Not promised: it may change or go any day."""

    sinchConversationAPI: NotRequired[object]
    """A field.

    What the channel Sinch Conversation API knows of the contact and the conversation: channelIdentifier,
    channelIdentity, contactId, appId, conversationId and metadata. Not promised: it may change or go any day.
    """

    channelDetails: NotRequired[object]
    """A field.

    What the channel Sparkcentral knows of the contact: channelId, and sometimes medium, contactProfile and
    contactAttributes. Not promised: it may change or go any day.
    """

    isPaused: NotRequired[object]
    """Seen while a human agent has the conversation. Not promised: it may change or go any day."""

    offload: NotRequired[object]
    """Seen while a human agent has the conversation. Not promised: it may change or go any day."""


class Session(TypedDict):
    """The object Session.

    One session: the read-only part of the platform, and beside it the variables of the bot builder, which may have any
    name and hold any JSON value.
    """

    internal: Internal
    """The read-only part of the platform."""


class Write(TypedDict):
    """The object Write.

    A write to a session: what a back end answers in the member session, or what a code action passes to
    addSessionVariable. The data becomes members of the variable that the namespace names.
    """

    namespace: str
    """Name of the variable that is written to. Two names are the platform's own."""

    data: dict[str, object]
    """Members that the variable gets, of any name and any JSON type."""


def variables(session: Session) -> dict[str, object]:
    """Return the variables of a session, which its type cannot name: every member but ``internal``."""
    return {name: value for name, value in session.items() if name != "internal"}
