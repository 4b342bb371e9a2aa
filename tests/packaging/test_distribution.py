"""The sdist, the wheel and the installed package are complete."""

from __future__ import annotations

import re
import tarfile
import venv
import zipfile
from typing import TYPE_CHECKING

import pytest

from .conftest import PROJECT, contents, export_hashes, hashes, run

if TYPE_CHECKING:
    from pathlib import Path

VERSION = re.findall(r'^version = "(.+)"$', (PROJECT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[0]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new environment with nothing but pip."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, with_pip=True)
    return folder


@pytest.fixture(scope="module")
def installed(environment: Path, built: Path) -> Path:
    """Return the folder of the package, installed from the wheel into the environment."""
    (wheel,) = built.glob("*.whl")
    run(environment / "bin" / "python", "-m", "pip", "install", "--quiet", wheel, folder=built)
    (package,) = environment.glob("lib/python*/site-packages/chatlayer_session")
    return package


def test_sdist_and_wheel_have_the_version_of_the_project(built: Path) -> None:
    """The build creates one sdist and one wheel, with name and version in their file names."""
    assert sorted(path.name for path in built.iterdir()) == [
        f"chatlayer_session-{VERSION}-py3-none-any.whl",
        f"chatlayer_session-{VERSION}.tar.gz",
    ]


def test_sdist_has_what_the_tests_need(built: Path, source: Path) -> None:
    """The sdist has every file of the code, the schemas, the tests, the tools and the exports."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {
        name
        for name in contents(source)
        if name.startswith(("validator/", "schemas/", "tests/", "tools/", "exports/")) or name == "README.md"
    }
    assert wanted - names == set()
    assert "pyproject.toml" in names


def test_wheel_has_only_the_package_and_the_schemas(built: Path, source: Path) -> None:
    """Each file of the wheel equals its source byte for byte; tests and caches are missing."""
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        files = {name: wheel.read(name) for name in wheel.namelist() if ".dist-info/" not in name}
    expected = {
        f"chatlayer_session/{name}": data for name, data in contents(source / "validator/chatlayer_session").items()
    }
    schemas = contents(source / "schemas").items()
    expected |= {f"chatlayer_session/_data/schemas/{name}": data for name, data in schemas}
    assert files == expected


def test_installed_schemas_equal_the_source(installed: Path) -> None:
    """The installed schema files equal those of the source byte for byte."""
    assert contents(installed / "_data" / "schemas") == contents(PROJECT / "schemas")
    assert "catalog.json" in contents(installed / "_data" / "schemas")


def test_installed_package_has_types_and_rule_pages(installed: Path) -> None:
    """`py.typed` and the rule pages are installed."""
    assert (installed / "py.typed").is_file()
    pages = contents(PROJECT / "validator" / "chatlayer_session" / "rule_pages")
    assert contents(installed / "rule_pages") == pages
    assert len(pages) > 10


SCHEMAS_MODULE = """
import chatlayer_session.schemas as schemas
from chatlayer_session.payload_types import Session
print(schemas.__file__.endswith("chatlayer_session/schemas.py"), schemas.load()["title"], Session.__required_keys__)
"""


def test_installed_schemas_module_loads_schemas(installed: Path, environment: Path, tmp_path: Path) -> None:
    """No folder of the package hides the module `schemas`."""
    assert (installed / "schemas.py").is_file()
    assert not (installed / "schemas").exists()
    printed = run(environment / "bin" / "python", "-c", SCHEMAS_MODULE, folder=tmp_path)
    assert printed == "True session frozenset({'internal'})\n"


def test_installed_package_writes_every_export(installed: Path, environment: Path, tmp_path: Path) -> None:
    """The exports have the hashes of the golden manifest, and the npm package has its license and its README."""
    command = environment / "bin" / "chatlayer-session"
    run(command, "schema", "export", "--out", "out", "--npm", "npm", folder=tmp_path)
    assert hashes(tmp_path / "out") == export_hashes()
    assert (installed / "javascript" / "README.md").is_file()
    assert contents(tmp_path / "npm")["LICENSE"] == (PROJECT / "LICENSE").read_bytes()


def test_installed_command_works_without_the_source(installed: Path, environment: Path, tmp_path: Path) -> None:
    """The command prints its version, explains a rule and validates an installed example."""
    command = environment / "bin" / "chatlayer-session"
    assert run(command, "--version", folder=tmp_path) == f"chatlayer-session {VERSION}\n"
    assert run(command, "explain", "syntax", folder=tmp_path).startswith("# syntax\n")
    example = installed / "_data" / "schemas" / "session" / "1.0.0" / "examples" / "documented.json"
    assert run(command, "validate", example, folder=tmp_path) == "1 payload: 1 valid, 0 unstable, 0 invalid\n"
    code = "import chatlayer_session, sys; print(chatlayer_session.__file__); chatlayer_session.validate('{}')"
    assert run(environment / "bin" / "python", "-c", code, folder=tmp_path) == f"{installed / '__init__.py'}\n"


def test_installed_package_declares_its_dependencies(installed: Path, environment: Path, tmp_path: Path) -> None:
    """`pip check` passes, and the dependencies of the tests are not installed."""
    assert installed.is_dir()
    run(environment / "bin" / "python", "-m", "pip", "check", folder=tmp_path)
    packages = run(environment / "bin" / "python", "-m", "pip", "list", "--format", "freeze", folder=tmp_path)
    assert "click==" in packages
    assert "hypothesis" not in packages


def test_editable_installation_finds_the_schemas_of_the_source(source: Path, tmp_path: Path) -> None:
    """An editable installation reads the schemas beside `pyproject.toml`."""
    folder = tmp_path / "venv"
    venv.create(folder, with_pip=True, system_site_packages=False)
    run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--editable", source, folder=tmp_path)
    code = "from chatlayer_session.spec.catalog import packaged_catalog; print(packaged_catalog().root)"
    assert run(folder / "bin" / "python", "-c", code, folder=tmp_path) == f"{source / 'schemas'}\n"
    assert run(folder / "bin" / "python", "-c", SCHEMAS_MODULE, folder=tmp_path).startswith("True session ")
    run(folder / "bin" / "chatlayer-session", "schema", "export", "--npm", "npm", folder=tmp_path)
    assert contents(tmp_path / "npm")["LICENSE"] == (PROJECT / "LICENSE").read_bytes()
    example = source / "schemas" / "session" / "1.0.0" / "examples" / "session.json"
    assert "1 valid" in run(folder / "bin" / "chatlayer-session", "validate", example, folder=tmp_path)
