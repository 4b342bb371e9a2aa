"""Realistic payloads, drawn from a seeded source: all different, and the same in every run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from random import Random

Payload: TypeAlias = dict[str, Any]

CHANNELS = ("web", "whatsapp", "facebook", "voice", "sinchConversationAPI", "ACLWhatsappBotChannel", "webHook")
LANGUAGES = (("en", "en-us"), ("nl", "nl-be"), ("fr", "fr-fr"), ("de", "de-de"), ("ja", "ja-jp"), ("es", "es-es"))
GUESTS = ("Guest", "Gast", "Invité", "ゲスト", "Huésped")
INTENTS = (
    "Track a parcel",
    "Talk to an agent",
    "Complaint",
    "Opening hours",
    "Retour naar winkel",
    "Réclamation",
    "None",
)
DIALOGS = ("welcome", "parcel delivery", "handover", "opening hours", "klantendienst", "choix de la langue")
SENTIMENTS = ("positive", "neutral", "negative")
MESSAGE_TYPES = ("text", "text", "text", "postback", "intro", "upload")
SENTENCES = (
    "where is my parcel",
    "I would rather talk to somebody",
    "Hello, how can I help you today?",
    "It starts with the letter A and is in the subject of that mail.",
    "Kunt u mij helpen met mijn bestelling? Die is nog niet aangekomen.",
    "J'ai commandé hier, mais je n'ai reçu aucune confirmation à ce sujet.",
    "荷物はいつ届きますか",
    "thanks 👍",
    'the page says "try again later"\nand then nothing happens',
    "The carrier expects to deliver it on Thursday, between 9 and 12 o'clock.",
    "Öffnungszeiten am Samstag",
    "no",
)


def identifier(draw: Random) -> str:
    """Return a UUID."""
    digits = f"{draw.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def session_id(draw: Random) -> str:
    """Return a session identifier in one of its real forms."""
    form = draw.random()
    if form < 0.3:
        return f"emulator-{identifier(draw)}"
    return str(1636964964162 + draw.getrandbits(38)) if form < 0.8 else f"{draw.getrandbits(96):024x}"


def sentence(draw: Random) -> str:
    """Return a sentence of a user or a bot, half of the time with a number in it."""
    words = draw.choice(SENTENCES)
    return words if draw.random() < 0.5 else f"{words} (A-{draw.getrandbits(14)})"


def scored(draw: Random, names: tuple[str, ...]) -> Payload:
    """Return a name with a score, which is sometimes an integer."""
    score = draw.random()
    return {"name": draw.choice(names), "score": 1 if score > 0.98 else score}


def dialog_state(draw: Random) -> Payload:
    """Return a dialog state."""
    return {"name": draw.choice(DIALOGS), "id": identifier(draw), "type": "MESSAGE"}


def clean(draw: Random) -> Payload:
    """Return ``internal`` with documented fields only, about 700 bytes of JSON; optional fields vary."""
    language, locale = draw.choice(LANGUAGES)
    expression = sentence(draw)
    nlp: Payload = {
        "expression": expression,
        "intent": scored(draw, INTENTS),
        "entities": [],
        "intents": [scored(draw, INTENTS) for _ in range(draw.randrange(1, 4))],
    }
    if draw.random() < 0.5:
        nlp["sentiment"] = scored(draw, SENTIMENTS)
    payload: Payload = {
        "botId": draw.choice(("1457", "klatgag4", "q8r2m5t1")),
        "sessionId": session_id(draw),
        "version": "LIVE" if draw.random() < 0.8 else "DRAFT",
        "channel": draw.choice(CHANNELS),
        "user": {"firstName": f"{draw.choice(GUESTS)} {draw.getrandbits(10)}"} if draw.random() < 0.8 else {},
        "preferredLanguage": language,
        "locale": locale,
        "nlp": nlp,
        "currentDialogstate": dialog_state(draw),
        "previousDialogstate": dialog_state(draw),
    }
    if draw.random() < 0.8:
        payload["messageContent"] = expression
        payload["messageType"] = draw.choice(MESSAGE_TYPES)
    return payload


def realistic(draw: Random) -> Payload:
    """Return ``internal`` of 2 to 4 KB with a history and five to eight more undocumented fields."""
    payload = clean(draw)
    extras = draw.sample(list(_EXTRAS), draw.randrange(5, len(_EXTRAS) + 1))
    for name, add in _EXTRAS.items():
        if name in extras:
            add(draw, payload)
    payload["history"] = [_message(draw) for _ in range(draw.randrange(12, 21))]
    return payload


def session(draw: Random, size: int) -> Payload:
    """Return a session with variables of about ``size`` bytes of JSON."""
    variables: Payload = {
        "internal": clean(draw),
        "order": {"number": f"A-{draw.getrandbits(20)}", "paid": draw.random() < 0.5, "total": draw.random() * 500},
        "attempts": draw.randrange(5),
        "lastAnswer": None if draw.random() < 0.3 else sentence(draw),
        "consent": draw.random() < 0.7,
        "stock": {f"store-{draw.getrandbits(12)}": draw.randrange(100) for _ in range(20)},
    }
    if draw.random() < 0.5:
        variables["profile"] = {"language": draw.choice(LANGUAGES)[0], "tags": draw.sample(DIALOGS, 3)}
    product_size = 330
    variables["products"] = [_product(draw) for _ in range(max(1, (size - 1500) // product_size))]
    return variables


def _last_name(draw: Random, payload: Payload) -> None:
    payload["user"]["lastName"] = f"Visitor {draw.getrandbits(12)}"


def _full_name(draw: Random, payload: Payload) -> None:
    payload["user"]["fullName"] = f"{draw.choice(GUESTS)} Visitor {draw.getrandbits(12)}"


def _last_intent(draw: Random, payload: Payload) -> None:
    payload["lastIntent"] = draw.choice(INTENTS)


def _input(draw: Random, payload: Payload) -> None:
    payload["input"] = {"type": "text", "text": sentence(draw), "timestamp": 1636964964162 + draw.getrandbits(38)}


def _conversation(draw: Random, payload: Payload) -> None:
    payload["sinchConversationAPI"] = {
        "channelIdentifier": draw.choice(("WHATSAPP", "MESSENGER", "RCS")),
        "channelIdentity": f"{draw.getrandbits(36):012d}",
        "contactId": f"01{draw.getrandbits(96):024X}",
        "appId": f"01{draw.getrandbits(96):024X}",
        "conversationId": f"01{draw.getrandbits(96):024X}",
        "metadata": "" if draw.random() < 0.6 else sentence(draw),
    }


def _channel_details(draw: Random, payload: Payload) -> None:
    details: Payload = {"channelId": identifier(draw)}
    if draw.random() < 0.5:
        details["medium"] = "chat"
    if draw.random() < 0.3:
        details["contactAttributes"] = {"segment": draw.choice(("new", "regular")), "visits": draw.randrange(50)}
    payload["channelDetails"] = details


def _is_paused(draw: Random, payload: Payload) -> None:
    payload["isPaused"] = draw.random() < 0.5


def _offload(draw: Random, payload: Payload) -> None:
    payload["offload"] = {"queue": draw.choice(DIALOGS), "since": 1636964964162 + draw.getrandbits(38)}


# In the order of a payload. The first two are members of `user`.
_EXTRAS = {
    "lastName": _last_name,
    "fullName": _full_name,
    "lastIntent": _last_intent,
    "input": _input,
    "sinchConversationAPI": _conversation,
    "channelDetails": _channel_details,
    "isPaused": _is_paused,
    "offload": _offload,
}


def _message(draw: Random) -> Payload:
    message: Payload = {
        "from": "user" if draw.random() < 0.5 else "bot",
        "type": draw.choice(MESSAGE_TYPES),
        "content": sentence(draw),
    }
    if draw.random() < 0.3:
        message["timestamp"] = 1636964964162 + draw.getrandbits(38)
    return message


def _product(draw: Random) -> Payload:
    return {
        "sku": f"{draw.getrandbits(40):010X}",
        "title": sentence(draw),
        "price": draw.randrange(10000) / 100,
        "available": draw.random() < 0.8,
        "discount": None if draw.random() < 0.7 else draw.random(),
        "dimensions": [draw.randrange(200), draw.randrange(200), draw.randrange(200)],
        "description": f"{sentence(draw)} {sentence(draw)}",
        "links": {"self": f"/products/{draw.getrandbits(30)}", "image": f"/images/{draw.getrandbits(60):x}.jpg"},
    }
