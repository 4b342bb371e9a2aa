"""The types of payloads, in type checkers and at run time."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from chatlayer_session import payload_types
from chatlayer_session.findings import Kind
from chatlayer_session.payload_types import Internal, Session, variables
from chatlayer_session.spec.catalog import packaged_catalog
from chatlayer_session.spec.fields import field_tree

# Python 3.10 leaves NotRequired in the hints.
if sys.version_info >= (3, 11):
    from typing import get_type_hints
else:
    from typing_extensions import get_type_hints

if TYPE_CHECKING:
    from chatlayer_session.spec.fields import Field

CODE = """
from typing import Literal

from chatlayer_session import SessionView, Write, apply_write, validate
from chatlayer_session.payload_types import DialogState, Internal, Session, variables
from typing_extensions import assert_type


def right(session: Session) -> None:
    internal = session["internal"]
    assert_type(internal, Internal)
    assert_type(internal["version"], Literal["DRAFT", "LIVE"])
    assert_type(internal["currentDialogstate"], DialogState)
    nlp = internal["nlp"]
    if "intent" in nlp:
        assert_type(nlp["intent"]["name"], str)
        assert_type(nlp["intent"]["score"], float)
    x = session["internal"]["nlp"]["intent"]["name"]  # pyright: ignore[reportTypedDictNotRequiredAccess] # optional
    assert_type(x, str)
    if "lastIntent" in internal:
        assert_type(internal["lastIntent"], object)
    assert_type(variables(session), dict[str, object])
    SessionView(session)
    validate(session)
    apply_write(session, Write("order", {"a": 1}))


def wrong(session: Session) -> None:
    session["internal"]["currentDialogState"]
    session["internal"]["nlp"]["intent"]["nme"]
    number: int = session["internal"]["botId"]
    state: DialogState = {"name": "introduction", "id": "1"}
    session["internal"]["version"] = "TEST"
    SessionView(session["internal"]["locale"])
"""
FIRST_WRONG = CODE[: CODE.index('    session["internal"]["currentDialogState"]')].count("\n") + 1
WRONG = 6
"""Number of wrong lines."""


def flagged_lines(command: list[str], folder: Path, pattern: str) -> set[int]:
    """Return the numbers of the lines that a type checker rejects."""
    (folder / "code.py").write_text(CODE, encoding="utf-8")
    done = subprocess.run([*command, "code.py"], cwd=folder, capture_output=True, text=True, check=False)
    return {int(line) for line in re.findall(pattern, done.stdout)}


@pytest.mark.skipif(
    shutil.which("mypy", path=Path(sys.executable).parent) is None, reason="needs mypy, of the extra dev"
)
def test_mypy_knows_the_fields(tmp_path: Path) -> None:
    """In strict mode, the right code passes and each wrong line is an error."""
    command = [str(Path(sys.executable).with_name("mypy")), "--strict", "--no-incremental"]
    assert flagged_lines(command, tmp_path, r"code\.py:(\d+): error") == set(range(FIRST_WRONG, FIRST_WRONG + WRONG))


@pytest.mark.skipif(
    shutil.which("pyright", path=Path(sys.executable).parent) is None, reason="needs pyright, of the extra dev"
)
def test_pyright_knows_the_fields(tmp_path: Path) -> None:
    """The right code passes, and each wrong line is an error."""
    command = [str(Path(sys.executable).with_name("pyright")), "--pythonpath", sys.executable]
    lines = flagged_lines(command, tmp_path, r"code\.py:(\d+):\d+ - error")
    assert lines == set(range(FIRST_WRONG, FIRST_WRONG + WRONG))


def assert_matches(declared: Any, field: Field) -> None:
    """Compare a type with the schema: its members, which of them are required, and their members."""
    assert declared.__annotations__.keys() == field.members.keys()
    assert declared.__required_keys__ == field.required & field.members.keys()
    hints = get_type_hints(declared)
    for name, member in field.members.items():
        if member.members:
            assert_matches(hints[name], member)


def test_types_match_the_schemas() -> None:
    """Types and schemas have the same required and optional members, at every depth."""
    newest = packaged_catalog().resolve("latest")
    assert_matches(Session, field_tree(packaged_catalog(), newest, Kind.SESSION))
    assert_matches(Internal, field_tree(packaged_catalog(), newest, Kind.INTERNAL))


def test_types_work_in_other_libraries(examples: Path) -> None:
    """Decoding with msgspec uses the types, and rejects a wrong type."""
    content = (examples / "session.json").read_bytes()
    session = msgspec.json.decode(content, type=Session)
    assert session["internal"] == json.loads(content)["internal"]
    broken = content.replace(b'"LIVE"', b'"TEST"').replace(b'"DRAFT"', b'"TEST"')
    with pytest.raises(msgspec.ValidationError, match=r"\$\.internal\.version"):
        msgspec.json.decode(broken, type=Session)


def test_variables_are_the_members_beside_internal(examples: Path) -> None:
    """`variables` returns every member of a session except `internal`."""
    session: Session = json.loads((examples / "session.json").read_bytes())
    found = variables(session)
    assert found == {name: value for name, value in session.items() if name != "internal"}
    assert found != {}


def test_every_name_is_public() -> None:
    """`__all__` contains every type and `variables`."""
    assert {"Internal", "Session", "DialogState", "variables"} <= set(payload_types.__all__)
