"""A back end that greets users: a bot posts its session, and the answer sets the variable `greeting`."""

from flask import Flask, request

from chatlayer_session import SessionView, Validator

GREETINGS = {"en": "Hello", "fr": "Bonjour", "nl": "Dag"}
SHORT_CHANNELS = {"voice", "cmPhone"}

app = Flask(__name__)
validator = Validator(kind="session")


@app.post("/answer")
def answer():
    """Answer the call of a bot."""
    report = validator.validate(request.get_data())
    if report.verdict.value == "invalid":
        return {"problems": [f"{finding.pointer}: {finding.message}" for finding in report.findings]}, 400
    return {"session": {"namespace": "greeting", "data": greet(request.get_json())}}


def greet(session):
    """Return the greeting for the user of a session."""
    view = SessionView(session, accept_unstable=["/internal/lastIntent"])
    greeting = GREETINGS.get(view.internal.preferredLanguage[:2], GREETINGS["en"])
    name = view.internal.user.get("firstName")
    is_short = name is None or view.internal.channel in SHORT_CHANNELS
    return {
        "text": f"{greeting}!" if is_short else f"{greeting}, {name}!",
        "offersColleague": is_unhappy(view) or repeats(view),
    }


def is_unhappy(view):
    """Return whether the latest message is negative. Not every bot has sentiments."""
    sentiment = view.internal.nlp.get("sentiment")
    return sentiment is not None and sentiment.name == "negative"


def repeats(view):
    """Return whether a greeted user has the same intent again. The last intent is unstable, so it can be anything."""
    intent = view.internal.nlp.get("intent")
    return "greeting" in view and intent is not None and view.internal.get("lastIntent") == intent.name
