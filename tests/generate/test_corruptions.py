"""Payloads as text that break one rule, or none."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import Kind, Rule, Validator, Verdict
from chatlayer_session.findings import DETECTABLE_KINDS
from chatlayer_session.generate.choices import SeededChoices
from chatlayer_session.generate.corruptions import CORRUPTIBLE_RULES, CorruptionWriter
from chatlayer_session.generate.generator import Generator
from chatlayer_session.generate.mutation_sites import CannotViolate, sites_of

from .conftest import CATALOG, MANY, TARGETS, breakable

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = {Rule.TOO_LARGE, Rule.NEARLY_TOO_LARGE}


@cache
def validator_for(version: str, kind: Kind) -> Validator:
    """Return a validator that detects the kind if possible; it is made once and has no fast path to learn for."""
    option = "auto" if kind in DETECTABLE_KINDS else kind
    return Validator(schema_version=version, kind=option, use_fast_path=False)


@pytest.mark.parametrize(("version", "kind", "rule"), breakable(CORRUPTIBLE_RULES))
@pytest.mark.parametrize("indent", [None, 2])
def test_corruption_breaks_one_rule(version: str, kind: Kind, indent: int | None, rule: Rule) -> None:
    """The validator reports one finding, and with ``unstable`` the unstable fields beside it."""
    choices = SeededChoices(7)
    validator = validator_for(version, kind)
    generator = Generator(CATALOG, version, kind)
    for _ in range(1 if rule in SIZES else 12):
        data = CorruptionWriter(generator, choices, indent=indent).broken(rule)
        (finding,) = validator.validate(data).findings
        assert finding.rule is rule
        unstable = CorruptionWriter(generator, choices, unstable=True, indent=indent).broken(rule)
        rules = [finding.rule for finding in validator.validate(unstable).findings]
        assert rules.count(rule) == 1 or rule is Rule.UNSTABLE_FIELD
        assert set(rules) == ({rule} if rule is Rule.SYNTAX else {rule, Rule.UNSTABLE_FIELD})
        assert indent is not None or b"\n" not in data + unstable


def test_syntax_is_broken_at_names_of_any_form(generator_for: Callable[[dict[str, Any]], Generator]) -> None:
    """Names with quotation marks or backslashes, and strings that look like the problem, stay whole."""
    names = ['"', "\\", 'a": null, }', ",", "b"]
    schema = {"required": names, "properties": {name: {"const": ", }"} for name in names}}
    writer = CorruptionWriter(generator_for(schema), SeededChoices(2))
    whole = json.dumps(dict.fromkeys(names, ", }")).encode()
    texts = {writer.broken(Rule.SYNTAX) for _ in range(MANY)}
    assert texts == {
        whole[:-1],
        whole[:-1] + b", }",
        *(whole.replace(f", {json.dumps(name)}: ".encode(), f" {json.dumps(name)}: ".encode()) for name in names[1:]),
        *(whole.replace(f"{json.dumps(name)}: ".encode(), f"{json.dumps(name)} ".encode()) for name in names[1:]),
    }


@pytest.mark.parametrize(("version", "kind"), TARGETS)
def test_text_without_corruption_is_valid_or_unstable(version: str, kind: Kind) -> None:
    """With ``unstable``, every text has unstable fields and no other finding."""
    validator = validator_for(version, kind)
    for unstable, verdict in ((False, Verdict.VALID), (True, Verdict.UNSTABLE)):
        writer = CorruptionWriter(Generator(CATALOG, version, kind), SeededChoices(8), unstable=unstable)
        reports = [validator.validate(writer.valid()) for _ in range(100)]
        assert {report.verdict for report in reports} == {verdict}
        assert {report.kind for report in reports} == {kind}
        assert {finding.rule for report in reports for finding in report.findings} == (
            {Rule.UNSTABLE_FIELD} if unstable else set()
        )


def test_unbreakable_rule_is_refused(generator_for: Callable[[dict[str, Any]], Generator]) -> None:
    """The schema decides: without bounds no number is out of range, and without a free place no value is too deep."""
    generator = generator_for({"required": ["x", "y"], "properties": {"x": {"type": "boolean"}, "y": {"const": 1}}})
    writer = CorruptionWriter(generator, SeededChoices(1))
    for rule in (Rule.OUT_OF_RANGE, Rule.TOO_DEEP, Rule.NOT_A_NUMBER, Rule.ENCODING, Rule.UNKNOWN_VALUE):
        with pytest.raises(CannotViolate) as error:
            writer.broken(rule)
        assert (error.value.rule, error.value.kind) == (rule, Kind.INTERNAL)
    assert str(error.value) == "a payload of kind internal cannot break the rule unknown-value alone"
    assert json.loads(writer.valid()).keys() >= {"x", "y"}
    assert sites_of(generator.root, Rule.VALUE_NOT_ALLOWED) != ()


def test_every_breakable_rule_is_listed() -> None:
    """The rules that are not listed compare two payloads, depend on time, or are about code and contracts."""
    of_code = {rule for rule in Rule if rule.value.endswith("-read")} | {Rule.LOST_WRITE, Rule.WRITE_TO_INTERNAL}
    of_contracts = {Rule.BROKEN_ASSUMPTION}
    others = {Rule.READ_ONLY, Rule.EXPIRED, Rule.ACCEPTED_EXPIRED}
    assert set(Rule) - set(CORRUPTIBLE_RULES) == others | of_code | of_contracts
