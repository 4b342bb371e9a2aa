"""The table of rules: its entries, and that it is the only source of messages and hints."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from chatlayer_session import Rule, validate
from chatlayer_session.rules import RULES, Template, describe

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parent.parent / "validator" / "chatlayer_session"
TEMPLATES = [
    pytest.param(rule, template, id=f"{rule.value}-{name}")
    for rule, entry in RULES.items()
    for name, template in entry.templates.items()
]
WORDING_ARGUMENTS = {"Issue": (3, 4), "SyntaxProblem": (1, 2)}
"""The places of the message and the hint among the arguments of the classes that have them."""


def fields(template: str) -> set[str]:
    """Return the names in braces of a message or hint."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_rule_has_an_entry() -> None:
    """The table has the rules in their order, and each has a message."""
    assert list(RULES) == list(Rule)
    assert all(entry.templates for entry in RULES.values())


@pytest.mark.parametrize(("rule", "template"), TEMPLATES)
def test_messages_and_hints_are_short_phrases(rule: Rule, template: Template) -> None:
    """They have no capital at the start, no full stop, no line break, and at most 110 characters."""
    assert "" in template.hints
    for text in (template.message, *template.hints.values()):
        assert re.match(r"[a-z`{]|JSON\b|NaN\b", text), (rule, text)
        assert not text.endswith((".", "!", " "))
        assert "\n" not in text
        assert len(text) <= 110


@pytest.mark.parametrize(("rule", "template"), TEMPLATES)
def test_one_message_has_one_wording(rule: Rule, template: Template) -> None:
    """A rule has no message twice, and a message has no hint twice."""
    messages = [other.message for other in RULES[rule].templates.values()]
    assert messages.count(template.message) == 1
    assert len(set(template.hints.values())) == len(template.hints)


def test_values_take_the_place_of_names_in_braces() -> None:
    """Each text takes the values it names; braces in a value stay."""
    assert describe(Rule.SYNTAX, "missing-comma", "line_end", name="`{line}`", line=7) == (
        "expected `,` before `{line}`",
        "add `,` at the end of line 7",
    )
    assert describe(Rule.SYNTAX, "no-opening-brace") == ("expected `{` before the first name", "copy the whole object")


@pytest.mark.parametrize(("template", "hint"), [("nonsense", ""), ("missing-comma", "nonsense")])
def test_unknown_template_is_an_error(template: str, hint: str) -> None:
    """A name that the table does not have is a mistake in the program."""
    with pytest.raises(KeyError, match="nonsense"):
        describe(Rule.SYNTAX, template, hint, name="x")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield the modules of the package other than the table, with their syntax trees."""
    for path in sorted(PACKAGE.glob("**/*.py")):
        if path != PACKAGE / "rules.py":
            yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8"))


def wordings(call: ast.Call) -> list[ast.expr]:
    """Return the message and the hint that a call passes to an issue or a problem."""
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if function not in {*WORDING_ARGUMENTS, "replace"}:
        return []
    arguments = [call.args[place] for place in WORDING_ARGUMENTS.get(function, ()) if place < len(call.args)]
    return [*arguments, *(keyword.value for keyword in call.keywords if keyword.arg in {"message", "hint"})]


def literals(node: ast.AST) -> Iterator[str]:
    """Yield the strings that an expression can result in; the arguments of calls are not results."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield ast.unparse(node)
    elif not isinstance(node, ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from literals(child)


def literal_wordings(tree: ast.Module) -> Iterator[str]:
    """Yield the string literals that a module uses as messages or hints, directly or by a variable."""
    expressions = [wording for node in ast.walk(tree) if isinstance(node, ast.Call) for wording in wordings(node)]
    names = {expression.id for expression in expressions if isinstance(expression, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets = {name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)}
            if targets & names:
                expressions.append(node.value)
    for expression in expressions:
        yield from literals(expression)


def test_messages_and_hints_come_from_the_table() -> None:
    """No other module has a literal that becomes the message or the hint of an issue."""
    assert {module: found for module, tree in modules() if (found := list(literal_wordings(tree)))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "Issue(rule, (), 0, 'text', hint)",
        "Issue(rule, (), 0, message, hint=f'add {x}')",
        "issues.SyntaxProblem(0, message, 'text' + x)",
        "hint = 'text' if x else other\nIssue(rule, (), 0, message, hint)",
        "message, hint = 'text', x\nSyntaxProblem(0, message, hint)",
        "replace(issue, message='text')",
    ],
)
def test_literal_wording_is_noticed(source: str) -> None:
    """The check above finds literals in arguments, in keywords and in variables."""
    assert list(literal_wordings(ast.parse(source))) != []


def test_every_template_is_used() -> None:
    """The name of each message and hint is in the code that reports it."""
    strings = {
        node.value
        for _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for rule, entry in RULES.items():
        for name, template in entry.templates.items():
            if rule is not Rule.OUT_OF_RANGE:
                assert name in strings, (rule, name)
            assert template.hints.keys() <= strings | {""}, (rule, name)


def pattern(text: str) -> str:
    """Return a regular expression for the texts of a template."""
    parts = [re.escape(literal) + (".*" if name is not None else "") for literal, name, _, _ in Formatter().parse(text)]
    return "".join(parts)


def test_findings_have_the_wording_of_their_rule(examples: Path) -> None:
    """The findings of the example payloads of all rules match a message of their rule and one of its hints."""
    findings = [finding for file in examples.glob("**/*.json") for finding in validate(file.read_bytes()).findings]
    assert len({finding.rule for finding in findings}) > 10
    for finding in findings:
        assert any(
            re.fullmatch(pattern(template.message), finding.message)
            and any(re.fullmatch(pattern(hint), finding.hint or "") for hint in template.hints.values())
            for template in RULES[finding.rule].templates.values()
        ), finding
