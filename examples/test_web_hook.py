"""A web hook that greets the user of a session, and its tests."""

import pytest

from chatlayer_session import Answer, apply_write


def greet(session):
    """Return a variable with a greeting, as the answer to a call from a bot."""
    name = session["internal"]["user"].get("firstName", "you")
    welcome = "Welcome back" if "lastGreeting" in session else "Hello"
    return {"session": {"namespace": "lastGreeting", "data": {"text": f"{welcome}, {name}!"}}}


@pytest.mark.parametrize("session_payload", ["first-turn", "realistic", "session"], indirect=True)
def test_greeting_in_every_session(session_payload):
    """The hook handles a new session as well as one with many unstable fields."""
    assert greet(session_payload)["session"]["data"]["text"].startswith("Hello, ")


def test_answer_in_the_next_turn(session_payload, assert_valid_answer, assert_valid_session):
    """The answer is valid, and the session that it results in is the input of the next turn."""
    answer = greet(session_payload)
    assert_valid_answer(answer)
    next_turn = apply_write(session_payload, Answer.parse(answer))
    assert_valid_session(next_turn)
    assert greet(next_turn)["session"]["data"]["text"].startswith("Welcome back, ")


def test_greeting_without_a_name(session_payload, assert_valid_session):
    """The schema says that the first name is optional."""
    del session_payload["internal"]["user"]["firstName"]
    assert_valid_session(session_payload)
    assert greet(session_payload)["session"]["data"]["text"] == "Hello, you!"


@pytest.mark.chatlayer_no_unstable(accept_unstable=["/user/locale"])
def test_own_sessions_are_stable(session_payload, assert_valid_session):
    """Our test sessions have no unstable field, except the field that support confirmed."""
    session_payload["internal"]["user"]["locale"] = "en-us"
    assert_valid_session(session_payload)
