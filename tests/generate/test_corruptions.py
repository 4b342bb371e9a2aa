"""Texts that break the rule that was asked for and no other, and texts that break none."""

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
    """Return a validator, made once, and without a screen, which few payloads of many shapes only hold up.

    It tells the kind from the payloads, but for one that cannot be told.
    """
    told = "auto" if kind in DETECTABLE_KINDS else kind
    return Validator(schema_version=version, kind=told, use_fast_path=False)


@pytest.mark.parametrize(("version", "kind", "rule"), breakable(CORRUPTIBLE_RULES))
@pytest.mark.parametrize("indent", [None, 2])
def test_a_text_breaks_the_rule_that_was_asked_for_and_no_other(
    version: str, kind: Kind, indent: int | None, rule: Rule
) -> None:
    """One finding, with the kind told from the text; and with unstable fields, these and the one."""
    choices = SeededChoices(7)
    validator = validator_for(version, kind)
    generator = Generator(CATALOG, version, kind)
    for _ in range(1 if rule in SIZES else 12):
        data = CorruptionWriter(generator, choices, indent=indent).broken(rule)
        (finding,) = validator.validate(data).findings
        assert finding.rule is rule
        more = CorruptionWriter(generator, choices, unstable=True, indent=indent).broken(rule)
        rules = [finding.rule for finding in validator.validate(more).findings]
        assert rules.count(rule) == 1 or rule is Rule.UNSTABLE_FIELD
        assert set(rules) == ({rule} if rule is Rule.SYNTAX else {rule, Rule.UNSTABLE_FIELD})
        assert indent is not None or b"\n" not in data + more


def test_mistakes_are_made_at_members_of_any_name(generator_for: Callable[[dict[str, Any]], Generator]) -> None:
    """Names with quotation marks and backslashes, and texts that look like the mistake, are left whole."""
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
def test_a_text_without_a_rule_has_nothing_to_be_told_but_unstable_fields(version: str, kind: Kind) -> None:
    """Valid, or unstable where unstable fields were asked for, which each text then has."""
    validator = validator_for(version, kind)
    for unstable, verdict in ((False, Verdict.VALID), (True, Verdict.UNSTABLE)):
        writer = CorruptionWriter(Generator(CATALOG, version, kind), SeededChoices(8), unstable=unstable)
        reports = [validator.validate(writer.valid()) for _ in range(100)]
        assert {report.verdict for report in reports} == {verdict}
        assert {report.kind for report in reports} == {kind}
        assert {each.rule for report in reports for each in report.findings} == (
            {Rule.UNSTABLE_FIELD} if unstable else set()
        )


def test_a_rule_that_no_payload_can_break_is_an_error(generator_for: Callable[[dict[str, Any]], Generator]) -> None:
    """The schema decides: without bounds nothing is out of range, and without a free place nothing too deep."""
    generator = generator_for({"required": ["x", "y"], "properties": {"x": {"type": "boolean"}, "y": {"const": 1}}})
    writer = CorruptionWriter(generator, SeededChoices(1))
    for rule in (Rule.OUT_OF_RANGE, Rule.TOO_DEEP, Rule.NOT_A_NUMBER, Rule.ENCODING, Rule.UNKNOWN_VALUE):
        with pytest.raises(CannotViolate) as stop:
            writer.broken(rule)
        assert (stop.value.rule, stop.value.kind) == (rule, Kind.INTERNAL)
    assert str(stop.value) == ("nothing in a payload of the kind internal can break unknown-value and no other rule")
    assert json.loads(writer.valid()).keys() >= {"x", "y"}
    assert sites_of(generator.root, Rule.VALUE_NOT_ALLOWED) != ()


def test_every_rule_that_a_payload_can_break_is_offered() -> None:
    """What is not on the list is about a payload and another one, or about time."""
    assert set(Rule) - set(CORRUPTIBLE_RULES) == {Rule.READ_ONLY, Rule.EXPIRED, Rule.ACCEPTED_EXPIRED}
