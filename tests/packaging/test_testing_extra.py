"""The extra `testing` works in a project that has only the wheel."""

from __future__ import annotations

import subprocess
import venv
from typing import TYPE_CHECKING

import pytest

from .distribution import run

if TYPE_CHECKING:
    from pathlib import Path

TEN_LINES = """\
import pytest
from hypothesis import given
from chatlayer_session.testing import sessions

@given(session=sessions(unstable=True))
def test_any_session(assert_valid_session, session):
    assert assert_valid_session(session).kind == "session"
@pytest.mark.parametrize("session_payload", ["first-turn", "realistic"], indirect=True)
def test_examples(session_payload, assert_valid_session, chatlayer_validator):
    assert assert_valid_session(session_payload) == chatlayer_validator.validate(session_payload)
"""


@pytest.fixture(scope="module")
def python(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a new environment with the wheel and the extra."""
    folder = tmp_path_factory.mktemp("with-extra") / "venv"
    venv.create(folder, with_pip=True)
    (wheel,) = built.glob("*.whl")
    run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", f"{wheel}[testing]", folder=built)
    return folder / "bin" / "python"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the folder of a different project."""
    folder = tmp_path / "bot"
    folder.mkdir()
    return folder


def test_plugin_works_with_only_the_wheel(python: Path, project: Path) -> None:
    """Fixtures work without an import, strategies too, and there is no warning."""
    assert TEN_LINES.count("\n") <= 10
    (project / "test_bot.py").write_text(TEN_LINES, encoding="utf-8")
    output = run(python, "-W", "error", "-m", "pytest", "-W", "error", "--strict-markers", folder=project)
    assert "\nchatlayer-session: schema version " in output
    assert "\nplugins: " in output
    assert " 3 passed in " in output


def test_failure_with_the_wheel_shows_the_report(python: Path, project: Path) -> None:
    """A failed assertion shows the report, not a traceback into the package."""
    test = "def test_it(assert_valid_session):\n    assert_valid_session({'internal': 'pri' 'vate'})\n"
    (project / "test_bot.py").write_text(test, encoding="utf-8")
    done = subprocess.run(
        [python, "-m", "pytest", "-W", "error"], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "E       payload: error[wrong-type] /internal: " in done.stdout
    assert "1 failed in " in done.stdout
    assert "assertions.py" not in done.stdout.replace("testing.assertions.", "")
    assert "private" not in done.stdout
