"""Tests over HTTP: examples, and every session that the contract allows."""

import json
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest
from greeting_service import app
from hypothesis import given, settings
from werkzeug.serving import make_server

from chatlayer_session import load_contract
from chatlayer_session.testing import contract_payloads

CONTRACT = load_contract(Path(__file__).with_name("chatlayer-contract.toml"))


@pytest.fixture(scope="session")
def post():
    """Return a function that posts a session to the running service, and returns status and answer."""
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()

    def post_session(session):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
        try:
            connection.request("POST", "/answer", json.dumps(session), {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, json.load(response)
        finally:
            connection.close()

    yield post_session
    server.shutdown()


def test_greeting_uses_language_and_name(post, session_payload, assert_valid_answer):
    """The answer is valid, and greets the user by name."""
    session_payload["internal"]["preferredLanguage"] = "fr"
    session_payload["internal"]["user"]["firstName"] = "Ada"
    status, answer = post(session_payload)
    assert_valid_answer(answer)
    assert (status, answer["session"]["data"]["text"]) == (200, "Bonjour, Ada!")


@pytest.mark.parametrize(
    ("last_intent", "offers"), [("Order umbrella", True), ("Greeting", False), ({"name": 1}, False)]
)
def test_user_who_repeats_is_offered_a_colleague(post, session_payload, last_intent, offers):
    """The unstable last intent is compared, and can be of any type."""
    session_payload["internal"]["nlp"] = {"intent": {"name": "Order umbrella", "score": 0.9}}
    session_payload["internal"]["lastIntent"] = last_intent
    session_payload["greeting"] = {"text": "Hello!"}
    _, answer = post(session_payload)
    assert answer["session"]["data"]["offersColleague"] is offers


def test_invalid_session_is_refused(post, session_payload):
    """The answer names the fields at fault."""
    del session_payload["internal"]["channel"]
    status, answer = post(session_payload)
    assert (status, len(answer["problems"])) == (400, 1)
    assert answer["problems"][0].startswith("/internal/channel: ")


@settings(deadline=None)
@given(session=contract_payloads(CONTRACT))
def test_service_survives_all_that_the_contract_allows(post, assert_valid_answer, session):
    """Optional fields are missing, unknown fields and values appear, and the unstable field has any type."""
    status, answer = post(session)
    assert status == 200
    assert_valid_answer(answer)
