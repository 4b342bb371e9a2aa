"""The pytest plugin: fixtures, a mark and options.

Every run of pytest loads it if the package is installed, so only fixtures import the validator and other slow modules.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

import pytest

from ..errors import CorruptInstallation, InvalidPointer, UnknownExample, UnknownVersion
from ..findings import Kind
from ..spec.catalog import DEFAULT_VERSION, packaged_catalog

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..findings import Report
    from .assertions import PluginValidator

OPTION = "--chatlayer-schema-version"
RECORD_OPTION = "--chatlayer-record"
READS_OPTION = "--chatlayer-record-reads"
INI_NAME = "chatlayer_schema_version"
MARKER = "chatlayer_no_unstable"
_ARGUMENT = "accept_unstable"
MARKER_HELP = (
    f"{MARKER}({_ARGUMENT}=()): fail assertions of assert_valid_... and chatlayer_validator on unstable fields, "
    f"except the JSON Pointers in {_ARGUMENT}"
)

_ACCEPTED = pytest.StashKey[tuple[str, ...] | None]()
_RECORDING_KEY = pytest.StashKey[bytes]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the schema version as an option and as a setting."""
    description = f"session schema version for the fixtures: 1, 1.0, 1.0.0 or latest (default: {DEFAULT_VERSION})"
    group = parser.getgroup("chatlayer-session")
    group.addoption(OPTION, dest=INI_NAME, metavar="VERSION", help=description)
    group.addoption(
        RECORD_OPTION, action="store_true", help="fetch the payloads of recorded_payload again, and redact them"
    )
    group.addoption(
        READS_OPTION, metavar="FILE", help="write the session fields that the tests read through SessionView, no values"
    )
    parser.addini(INI_NAME, description, default=DEFAULT_VERSION)


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark, and reject an unknown schema version before any test runs."""
    config.addinivalue_line("markers", MARKER_HELP)
    if _selector(config) != DEFAULT_VERSION:
        try:
            _schema_version(config)
        except UnknownVersion as error:
            origin = OPTION if config.getoption(INI_NAME) else INI_NAME
            message = f"{origin}: {error}"
            raise pytest.UsageError(message) from error
    reads_file: str | None = config.getoption(READS_OPTION)
    if reads_file:
        from .reads_plugin import ReadsPlugin  # noqa: PLC0415 - not needed by most runs

        config.pluginmanager.register(ReadsPlugin(config, reads_file))


def pytest_report_header(config: pytest.Config) -> str:
    """Return the line that names the schema version of the fixtures."""
    try:
        return f"chatlayer-session: schema version {_schema_version(config)}"
    except CorruptInstallation as error:  # the run may not use the fixtures
        return f"chatlayer-session: {error}"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Store the fields that the mark of the test accepts, for the assertions."""
    marker = item.get_closest_marker(MARKER)
    item.config.stash[_ACCEPTED] = None if marker is None else _accepted(marker)


@pytest.fixture(scope="session")
def chatlayer_schema_version(pytestconfig: pytest.Config) -> str:
    """The schema version of the fixtures, such as ``1.0.0``."""
    return _schema_version(pytestconfig)


@pytest.fixture
def session_payload(request: pytest.FixtureRequest, chatlayer_schema_version: str) -> dict[str, Any]:
    """A valid session as a new parsed object; an indirect parameter selects an example by name."""
    return _example(request, chatlayer_schema_version, "example_session")


@pytest.fixture
def internal_payload(request: pytest.FixtureRequest, chatlayer_schema_version: str) -> dict[str, Any]:
    """The read-only object of a valid session, as a new object; an indirect parameter selects an example by name."""
    return _example(request, chatlayer_schema_version, "example_internal")


@pytest.fixture
def write_payload(request: pytest.FixtureRequest, chatlayer_schema_version: str) -> dict[str, Any]:
    """A valid write to a session as a new object; an indirect parameter selects an example by name."""
    return _example(request, chatlayer_schema_version, "example_write")


@pytest.fixture
def answer_payload(request: pytest.FixtureRequest, chatlayer_schema_version: str) -> dict[str, Any]:
    """A valid answer of a back end as a new object; an indirect parameter selects an example by name."""
    return _example(request, chatlayer_schema_version, "example_answer")


@pytest.fixture(scope="session")
def chatlayer_validator(pytestconfig: pytest.Config, chatlayer_schema_version: str) -> PluginValidator:
    """A validator for the chosen schema version that detects the kind, with the assertion ``assert_valid``."""
    return _validator(pytestconfig, chatlayer_schema_version, "auto")


# Session scope, so that property tests and fixtures of any scope can use it.
@pytest.fixture(scope="session")
def assert_valid_session(pytestconfig: pytest.Config, chatlayer_schema_version: str) -> Callable[..., Report]:
    """A function that asserts that a payload is a valid session, and returns its report."""
    return _validator(pytestconfig, chatlayer_schema_version, Kind.SESSION).assert_valid


@pytest.fixture(scope="session")
def assert_valid_write(pytestconfig: pytest.Config, chatlayer_schema_version: str) -> Callable[..., Report]:
    """A function that asserts that a payload is a valid write, and returns its report."""
    return _validator(pytestconfig, chatlayer_schema_version, Kind.WRITE).assert_valid


@pytest.fixture(scope="session")
def assert_valid_answer(pytestconfig: pytest.Config, chatlayer_schema_version: str) -> Callable[..., Report]:
    """A function that asserts that a payload is a valid answer of a back end, and returns its report."""
    return _validator(pytestconfig, chatlayer_schema_version, Kind.ANSWER).assert_valid


@pytest.fixture
def recorded_payload(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """A function that returns a redacted payload, recorded once in a file beside the test."""
    from secrets import token_bytes  # noqa: PLC0415 - not needed by most runs

    from .recordings import FOLDER, Recordings  # noqa: PLC0415 - slow to load

    key = request.config.stash.setdefault(_RECORDING_KEY, token_bytes(32))
    is_recording = bool(request.config.getoption(RECORD_OPTION))
    return Recordings(request.path.parent / FOLDER, is_recording, key).load


def _selector(config: pytest.Config) -> str:
    return str(config.getoption(INI_NAME) or config.getini(INI_NAME) or DEFAULT_VERSION)


def _schema_version(config: pytest.Config) -> str:
    return packaged_catalog().resolve(_selector(config))


def _example(request: pytest.FixtureRequest, schema_version: str, function: str) -> dict[str, Any]:
    from . import examples  # noqa: PLC0415 - not needed by most runs

    example: Callable[..., dict[str, Any]] = getattr(examples, function)
    try:
        return example(*([request.param] if hasattr(request, "param") else []), schema_version=schema_version)
    except UnknownExample as error:
        pytest.fail(f"{request.fixturename}: {error}", pytrace=False)


def _validator(config: pytest.Config, schema_version: str, kind: Kind | str) -> PluginValidator:
    from .assertions import PluginValidator  # noqa: PLC0415 - slow to load

    return PluginValidator(
        schema_version=schema_version, kind=kind, accepted_by_mark=lambda: config.stash.get(_ACCEPTED, default=None)
    )


def _accepted(marker: pytest.Mark) -> tuple[str, ...]:
    """Return the pointers that a mark accepts; fail the test if the mark is invalid."""
    from ..jsonpointer import parse_pointer  # noqa: PLC0415 - not needed by most runs

    value: object = marker.kwargs.get(_ARGUMENT, ())
    pointers = (value,) if isinstance(value, str) else cast("Collection[object]", value)
    is_list = isinstance(value, Collection) and all(isinstance(pointer, str) for pointer in pointers)
    if marker.args or marker.kwargs.keys() - {_ARGUMENT} or not is_list:
        pytest.fail(f"{MARKER} accepts only JSON Pointers, such as {_ARGUMENT}=['/lastIntent']", pytrace=False)
    accepted = cast("tuple[str, ...]", tuple(pointers))
    try:
        for pointer in accepted:
            parse_pointer(pointer)
    except InvalidPointer as error:
        pytest.fail(f"{MARKER}: {error}", pytrace=False)
    return accepted
