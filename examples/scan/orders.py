"""A back end that reads a session."""


def greet(session: dict, field: str) -> str:
    """Return a greeting."""
    user = session["internal"]["user"]
    return f"{user['firstName']} {user.get('lastName', '')}: {session['internal'][field]}"
