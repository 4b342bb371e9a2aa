"""pydantic on bytes, with models written by hand: every error of each payload.

The models are typed dicts, which pydantic documents as faster than model classes, and strict, like JSON Schema.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import NotRequired, TypedDict

from .payload_loop import count

Score = Annotated[float, Field(ge=0, le=1)]


class Scored(TypedDict):
    """A name with a score."""

    name: str
    score: Score


class DialogState(TypedDict):
    """A dialog state."""

    name: str
    id: str
    type: str


class User(TypedDict):
    """What is known about the user."""

    firstName: NotRequired[str]


class Nlp(TypedDict):
    """What language processing made of the latest expression."""

    expression: NotRequired[str]
    intent: NotRequired[Scored]
    entities: NotRequired[list[Any]]
    intents: NotRequired[list[Scored]]
    sentiment: NotRequired[Scored]


@with_config(ConfigDict(strict=True))
class Internal(TypedDict):
    """The object that the platform writes."""

    botId: str
    sessionId: str
    version: Literal["DRAFT", "LIVE"]
    channel: str
    user: User
    preferredLanguage: str
    locale: str
    nlp: Nlp
    currentDialogstate: DialogState
    previousDialogstate: DialogState
    messageContent: NotRequired[str]
    messageType: NotRequired[Literal["intro", "postback", "text", "upload"]]


class Session(TypedDict):
    """A whole session."""

    internal: Internal


adapter: TypeAdapter[Any] = TypeAdapter(Session if Path(sys.argv[4]).name.startswith("session") else Internal)


def is_valid(payload: bytes) -> bool:
    """Return whether a payload is valid."""
    try:
        adapter.validate_json(payload, strict=True)
    except ValidationError:
        return False
    return True


if __name__ == "__main__":
    count(is_valid)
