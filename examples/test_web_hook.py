"""A web hook that greets the user of a session, and its tests."""

import pytest


def greet(session):
    """Return the answer to a call from a bot: a variable with a greeting."""
    name = session["internal"]["user"].get("firstName", "you")
    return {"session": {"namespace": "greeting", "data": {"text": f"Hello, {name}!"}}}


@pytest.mark.parametrize("session_payload", ["first-turn", "realistic", "session"], indirect=True)
def test_every_session_is_greeted(session_payload):
    """The hook manages with a session that has just begun, and with one that is full of unstable fields."""
    assert greet(session_payload)["session"]["data"]["text"].startswith("Hello, ")


def test_a_user_without_a_name_is_greeted(session_payload, assert_valid_session):
    """A first name is not always there, as the schema says."""
    del session_payload["internal"]["user"]["firstName"]
    assert_valid_session(session_payload)
    assert greet(session_payload)["session"]["data"]["text"] == "Hello, you!"


@pytest.mark.chatlayer_no_unstable(accept_unstable=["/user/locale"])
def test_what_we_send_ourselves_is_documented(session_payload, assert_valid_session):
    """Sessions that we make up have no field that nobody promised, but for the one that support confirmed."""
    session_payload["internal"]["user"]["locale"] = "en-us"
    assert_valid_session(session_payload)
