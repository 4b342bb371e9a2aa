"""Tools for tests: Hypothesis strategies, a pytest plugin, assertions and example payloads."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra

if TYPE_CHECKING:
    from types import ModuleType

    from ..generate.mutations import BrokenPayload, UnstablePayload
    from ..generate.serialize import RawPayload
    from .assertions import PayloadRejected, assert_valid, assert_valid_answer, assert_valid_write
    from .examples import example_answer, example_internal, example_names, example_session, example_write
    from .strategies import (
        answers,
        contract_payloads,
        invalid_payloads,
        json_values,
        payloads,
        raw_payloads,
        sessions,
        unstable_payloads,
        writes,
    )

__all__ = [
    "BrokenPayload",
    "PayloadRejected",
    "RawPayload",
    "UnstablePayload",
    "answers",
    "assert_valid",
    "assert_valid_answer",
    "assert_valid_write",
    "contract_payloads",
    "example_answer",
    "example_internal",
    "example_names",
    "example_session",
    "example_write",
    "invalid_payloads",
    "json_values",
    "payloads",
    "raw_payloads",
    "sessions",
    "unstable_payloads",
    "writes",
]

# Names are imported on first use, since only the strategies need Hypothesis, which is slow to load.
_MODULES = {
    "BrokenPayload": "..generate.mutations",
    "RawPayload": "..generate.serialize",
    "UnstablePayload": "..generate.mutations",
    "PayloadRejected": ".assertions",
    "assert_valid": ".assertions",
    "assert_valid_answer": ".assertions",
    "assert_valid_write": ".assertions",
    "example_answer": ".examples",
    "example_internal": ".examples",
    "example_names": ".examples",
    "example_session": ".examples",
    "example_write": ".examples",
}
_STRATEGIES = ".strategies"


def __getattr__(name: str) -> Any:
    """Import a public name.

    Raises:
        MissingExtra: the name needs Hypothesis, which is not installed.
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_with_hypothesis(_MODULES.get(name, _STRATEGIES), __name__), name)


def import_with_hypothesis(module: str, package: str) -> ModuleType:
    """Import a module relative to a package; raises `MissingExtra` if it needs Hypothesis, which is not installed."""
    try:
        return import_module(module, package)
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
    raise MissingExtra(package, "hypothesis", "testing")
