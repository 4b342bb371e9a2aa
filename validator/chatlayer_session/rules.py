"""The rules: what can be reported, how severe it is, and in which words."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Severity(str, Enum):
    """How serious a finding is; the most serious finding of a payload decides its verdict."""

    ERROR = "error"
    UNSTABLE = "unstable"
    NOTE = "note"


class Rule(str, Enum):
    """One thing that can be reported. Later versions can add rules, but the meaning of a name never changes."""

    SYNTAX = "syntax"
    ENCODING = "encoding"
    DUPLICATE_KEY = "duplicate-key"
    NOT_A_NUMBER = "not-a-number"
    TOO_DEEP = "too-deep"
    BYTE_ORDER_MARK = "byte-order-mark"
    MISSING_FIELD = "missing-field"
    WRONG_TYPE = "wrong-type"
    VALUE_NOT_ALLOWED = "value-not-allowed"
    OUT_OF_RANGE = "out-of-range"
    UNSTABLE_FIELD = "unstable-field"
    UNKNOWN_VALUE = "unknown-value"
    TOO_LARGE = "too-large"
    NEARLY_TOO_LARGE = "nearly-too-large"
    READ_ONLY = "read-only"
    RESERVED_NAMESPACE = "reserved-namespace"
    EXPIRED = "expired"
    ACCEPTED_EXPIRED = "accepted-expired"
    UNSTABLE_READ = "unstable-read"
    MISSPELLED_READ = "misspelled-read"
    UNDECLARED_READ = "undeclared-read"
    WRITE_TO_INTERNAL = "write-to-internal"
    LOST_WRITE = "lost-write"
    DEPRECATED_READ = "deprecated-read"
    UNRESOLVED_READ = "unresolved-read"
    UNGUARANTEED_READ = "unguaranteed-read"
    BROKEN_ASSUMPTION = "broken-assumption"
    UNUSED_READ = "unused-read"

    @property
    def severity(self) -> Severity:
        """How serious a finding of this rule is."""
        return RULES[self].severity

    @property
    def summary(self) -> str:
        """The fact that the rule reports, in one sentence."""
        return RULES[self].summary


class Template(NamedTuple):
    """A message, and its hints by name; the usual hint has the empty name."""

    message: str
    hints: Mapping[str, str]


class RuleEntry(NamedTuple):
    """The row of a rule in the table: ``templates`` are all its messages, by name."""

    severity: Severity
    summary: str
    templates: Mapping[str, Template]


class Wording(NamedTuple):
    """The message and the hint of one finding."""

    message: str
    hint: str


def describe(rule: Rule, template: str, hint: str = "", /, **values: object) -> Wording:
    """Return a message of ``rule`` and one of its hints, with ``values`` in place of the names in braces.

    ``values`` are names, types, numbers and words of the schema, never values of the payload.
    """
    message, hints = RULES[rule].templates[template]
    return Wording(message.format(**values), hints[hint].format(**values))


def _text(message: str, usual_hint: str, **hints: str) -> Template:
    return Template(message, {"": usual_hint, **hints})


MISSPELLED = "did you mean"
"""The first words of a hint on a name that looks like a misspelled one."""

_REMOVE_COMMA = "remove the comma"
_GET_COMPLETE = "get the complete payload"
_OR_GET_COMPLETE = f"or {_GET_COMPLETE} if it was cut off"
_CLOSE_BRACKETS = {
    "complete": f"add `{{brackets}}` at the end, {_OR_GET_COMPLETE}",
    "many": f"add the closing brackets at the end, {_OR_GET_COMPLETE}",
}
_WRITE_EXPECTED = {"declared": "write {expected}", "optional": "write {expected}, or leave the field out"}
_PRINT_AS_JSON = "print it with `JSON.stringify(value)` in JavaScript or `json.dumps(value)` in Python"
_ENCODE_AS_UTF8 = "encode the payload as UTF-8"
_HALF_PAIR = "half of a surrogate pair; the other half is missing"
_ACCEPT = "use a documented field instead, or accept this one"
_WITHOUT_NOTICE = "may change without notice"
_READ_ANOTHER = "read a documented field, or accept this one with `--accept-unstable POINTER`"
_DECLARE = {
    "contract": "read a documented field, or add `reason` and `until` to this read",
    "in_code": "read a documented field, or declare this one in the contract with `reason` and `until`",
}
_EXPECT_ABSENCE = "handle a missing field, and remove `required`"
_IS_READ_ONLY = "`internal` is read-only"
_LEAVE_UNCHANGED = "leave `internal` unchanged, and write to a variable; see `chatlayer-session explain read-only`"
_AS_WRITE = "pass `--kind write` if it is a write to a session"
_OTHER_KIND = {"as_write": _AS_WRITE, "as_answer": "pass `--kind answer` if it is the answer of a back end"}
_REDUCE = "remove what the conversation does not need; largest: {members}"
_IN_RANGE = "write a number in this range"
_MEASURE = "run `chatlayer-session size` to see what takes space"

RULES: Mapping[Rule, RuleEntry] = {
    Rule.SYNTAX: RuleEntry(
        Severity.ERROR,
        "The text is not JSON.",
        {
            "empty": _text("the payload is empty", "check the program that writes the payload"),
            "invalid": _text("invalid JSON", "check this place and the text just before it"),
            "cut-off": _text("the text ends too early", _GET_COMPLETE),
            "second-document": _text(
                "expected one document, found a second",
                "put each document in its own file, or read JSON Lines with `validate --input-format lines`",
                same_line="put each document in its own file, or each on its own line (JSON Lines)",
                carriage_return="put each document in its own file, or end each line with a line feed (JSON Lines)",
            ),
            "not-closed": _text(
                "{container} (opened at {place}) is not closed",
                "add `{bracket}` at {end}",
                line_end="add `{bracket}` after line {line}",
            ),
            "cut-off-in-container": _text(
                "the text ends inside {container} (opened at {place})", _GET_COMPLETE, **_CLOSE_BRACKETS
            ),
            "cut-off-in-nested": _text(
                "the text ends inside {container} (opened at {place}), {levels} levels deep",
                _GET_COMPLETE,
                **_CLOSE_BRACKETS,
            ),
            "wrong-bracket": _text(
                "expected `{bracket}` to close the `{opener}` at {place}, found `{found}`", "write `{bracket}` instead"
            ),
            "extra-bracket": _text("unexpected `{bracket}`; no `{opener}` is open", "remove this `{bracket}`"),
            "early-bracket": _text(
                "unexpected `{bracket}`; it closes the document, but more text follows", "remove this `{bracket}`"
            ),
            "missing-comma": _text(
                "expected `,` before {name}", "add `,` before it", line_end="add `,` at the end of line {line}"
            ),
            "missing-colon": _text("expected `:` after {name}", "add `:`"),
            "missing-value": _text("expected a value after {name}", "write a value after the colon"),
            "comma-for-value": _text("expected a value, found `,`", _REMOVE_COMMA),
            "comma-for-name": _text("expected a name, found `,`", _REMOVE_COMMA),
            "trailing-comma": _text("trailing comma before `{bracket}`", _REMOVE_COMMA),
            "wrong-colon": _text("expected `:` after {name}, found `{found}`", "write `:` instead"),
            "wrong-comma": _text("expected `,`, found `;`", "write `,` instead"),
            "unquoted-name": _text("{name} is not in double quotes", "put it in double quotes"),
            "unquoted-value": _text("expected a value, found an unquoted word", "put it in double quotes"),
            "foreign-word": _text("`{word}` is not JSON", "write `{literal}` instead"),
            "number": _text(
                "invalid number",
                "put it in double quotes if it is text",
                plus="remove the plus sign",
                base="write it in decimal",
                leading_zero="remove the leading zero, or put it in double quotes if it is text",
                point="write digits on both sides of the decimal point",
                underscore="remove the underscores",
            ),
            "comment": _text("JSON does not allow comments", "remove the comment"),
            "cut-off-in-comment": _text("the text ends inside this comment", "remove the comment, " + _OR_GET_COMPLETE),
            "space": _text("invalid or invisible space character", "replace it with a plain space"),
            "wrong-quotes": _text("expected double quotes, found {quotes}", "use double quotes"),
            "inner-quote": _text("unescaped double quote in a string", 'write `\\"` instead'),
            "no-closing-quote": _text("this string is not closed", "add the closing double quote"),
            "cut-off-in-string": _text(
                "the text ends inside this string", "add the closing double quote, " + _OR_GET_COMPLETE
            ),
            "escape": _text(
                "invalid escape in a string",
                'write `\\\\` for a backslash, or use one of `\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX`',
            ),
            "control-character": _text(
                "unescaped {character} in a string",
                "write it as `\\u` and four hex digits",
                line_break="write `\\n` instead",
                tab="write `\\t` instead",
            ),
            "markup": _text("this is HTML or XML, not JSON", "check whether it is a server's error page"),
            "object-object": _text(
                "this is `[object Object]`, not JSON; the content is lost",
                "print the object with `JSON.stringify(value)`",
            ),
            "python-bytes": _text("this is a Python bytes literal, not JSON", "write the bytes, not their `repr()`"),
            "quoted-document": _text("the whole document is in quotes", "remove the quotes around it"),
            "no-opening-brace": _text("expected `{{` before the first name", "copy the whole object"),
            "list-of-names": _text("this is YAML or a debugger's tree view, not JSON", _PRINT_AS_JSON),
            "shortened": _text("this is the shortened output of a debugger or console, not JSON", _PRINT_AS_JSON),
            "python-dict": _text("this is a printed Python dict, not JSON", _PRINT_AS_JSON),
            "single-quoted": _text("this is a printed Python dict or JavaScript object, not JSON", _PRINT_AS_JSON),
            "javascript-object": _text("this is a printed JavaScript object, not JSON", _PRINT_AS_JSON),
        },
    ),
    Rule.ENCODING: RuleEntry(
        Severity.ERROR,
        "The text is not UTF-8, or contains half of a surrogate pair.",
        {
            "wrong-encoding": _text("expected UTF-8, found {encoding}", _ENCODE_AS_UTF8),
            "invalid-byte": _text("invalid UTF-8 at byte offset {offset}", _ENCODE_AS_UTF8),
            "invalid-bytes": _text(
                "invalid UTF-8 at byte offset {offset}, and in {count:,} more places", _ENCODE_AS_UTF8
            ),
            "surrogate": _text(
                _HALF_PAIR, _ENCODE_AS_UTF8, escape="write both halves of the pair, or the character itself"
            ),
        },
    ),
    Rule.DUPLICATE_KEY: RuleEntry(
        Severity.ERROR,
        "An object has the same key more than once.",
        {"repeated": _text("{key} is repeated; first at {place}", "keep only one")},
    ),
    Rule.NOT_A_NUMBER: RuleEntry(
        Severity.ERROR,
        "A number is NaN, infinite, or too large for a double.",
        {
            "nan": _text(
                "NaN and infinity are not JSON numbers", "write `null`, or leave the field out", **_WRITE_EXPECTED
            ),
            "too-large": _text("this number is too large for a double", "write it as a string", **_WRITE_EXPECTED),
        },
    ),
    Rule.TOO_DEEP: RuleEntry(
        Severity.ERROR,
        "Arrays and objects are nested more than 500 levels deep.",
        {
            "nesting": _text(
                "nested more than {levels} levels deep; deeper values were not checked",
                "flatten the value, or store it as a string",
            )
        },
    ),
    Rule.BYTE_ORDER_MARK: RuleEntry(
        Severity.NOTE,
        "The text starts with a byte order mark.",
        {
            "mark": _text(
                "the payload starts with a byte order mark", "save the payload as UTF-8 without a byte order mark"
            )
        },
    ),
    Rule.MISSING_FIELD: RuleEntry(
        Severity.ERROR,
        "A required field is missing.",
        {
            "required": _text(
                "required field `{name}` is missing",
                "add `{name}`",
                described="add `{name}`: {description}",
                misspelled="rename {member} to `{name}`",
                **_OTHER_KIND,
            ),
            "no-known-field": _text(
                "this object has none of the fields of `{title}`",
                "pass `--at POINTER` if `{title}` is inside a larger document, or `--exclude` the file",
                **_OTHER_KIND,
            ),
            "no-session": _text(
                "this object has no `internal`, so it is not a session",
                "pass `--at POINTER` if the session is inside a larger document",
                write="pass `--kind write` to compare the session before and after this write",
                answer="pass `--kind answer` to compare the session before and after this answer",
            ),
            "no-payload": _text("no value at {pointer}", "check the pointer passed as `--at`"),
        },
    ),
    Rule.WRONG_TYPE: RuleEntry(
        Severity.ERROR,
        "A value does not have the documented JSON type.",
        {
            "type": _text(
                "expected {expected}, found {found}",
                "write {expected}",
                quoted="remove the double quotes",
                unquoted="put it in double quotes",
                null="write {expected}, or leave the field out if it is optional",
                items="pass `--at '/*'` if the items are the payloads",
                encoded_twice="encode the payload as JSON once, not twice",
            )
        },
    ),
    Rule.VALUE_NOT_ALLOWED: RuleEntry(
        Severity.ERROR,
        "A value is not one of the allowed values.",
        {
            "value": _text(
                "expected {allowed}, found {found}",
                "write {allowed}",
                elsewhere="write {allowed}; the value for a {elsewhere} message is undocumented: ask Chatlayer support",
            ),
            "blank": _text("expected a name, found a blank string", "write the name of a variable"),
            "case": _text(
                "expected an invalid payload at {path}, found a valid one", "change the payload, or set `valid` to true"
            ),
        },
    ),
    Rule.OUT_OF_RANGE: RuleEntry(
        Severity.ERROR,
        "A number is outside its documented range.",
        {
            "between": _text("must be between {minimum} and {maximum}", _IN_RANGE, described="write a {description}"),
            "minimum": _text("must be at least {minimum}", _IN_RANGE, described="write a {description}"),
            "maximum": _text("must be at most {maximum}", _IN_RANGE, described="write a {description}"),
        },
    ),
    Rule.UNSTABLE_FIELD: RuleEntry(
        Severity.UNSTABLE,
        "A field is not covered by the stability promise.",
        {
            "undocumented": _text(
                f"undocumented field ({{type}}); {_WITHOUT_NOTICE}",
                f"{_ACCEPT} with `--accept-unstable POINTER`",
                misspelled=f"{MISSPELLED} `{{name}}`?",
            ),
            "known": _text(f"unstable field; {_WITHOUT_NOTICE}", f"{_ACCEPT} with `--accept-unstable POINTER`"),
            "known-from": _text(
                f"unstable field (source: {{source}}); {_WITHOUT_NOTICE}", f"{_ACCEPT} with `--accept-unstable POINTER`"
            ),
            "in-write": _text(
                "undocumented member of a write ({type}); the platform may ignore it",
                "remove it",
                movable="remove it, or move it to {members}",
                misspelled=f"{MISSPELLED} `{{name}}`?",
            ),
            "in-answer": _text(
                "undocumented member of an answer ({type}); the platform may ignore it",
                "remove it",
                as_write=_AS_WRITE,
                misspelled=f"{MISSPELLED} `{{name}}`?",
            ),
        },
    ),
    Rule.UNKNOWN_VALUE: RuleEntry(
        Severity.NOTE,
        "A value is not in the list of known values, which may grow.",
        {"value": _text("unknown value; known values: {known} (others may be added)", "check the spelling")},
    ),
    Rule.TOO_LARGE: RuleEntry(
        Severity.ERROR,
        "A session is larger than 10,485,760 bytes.",
        {"size": _text("{size:,} bytes without white space; the maximum is {maximum:,}", _MEASURE, largest=_REDUCE)},
    ),
    Rule.NEARLY_TOO_LARGE: RuleEntry(
        Severity.NOTE,
        "A session is larger than 10,000,000 bytes.",
        {
            "size": _text(
                "{size:,} bytes without white space, close to the maximum of {maximum:,}", _MEASURE, largest=_REDUCE
            )
        },
    ),
    Rule.READ_ONLY: RuleEntry(
        Severity.ERROR,
        "A write changes `internal`, which is read-only.",
        {
            "added": _text(f"added ({{after}}); {_IS_READ_ONLY}", _LEAVE_UNCHANGED),
            "removed": _text(f"removed ({{before}}); {_IS_READ_ONLY}", _LEAVE_UNCHANGED),
            "changed": _text(f"changed to a different {{after}}; {_IS_READ_ONLY}", _LEAVE_UNCHANGED),
            "type-changed": _text(f"changed from {{before}} to {{after}}; {_IS_READ_ONLY}", _LEAVE_UNCHANGED),
        },
    ),
    Rule.RESERVED_NAMESPACE: RuleEntry(
        Severity.ERROR,
        "A write uses a namespace that is reserved for the platform.",
        {"reserved": _text("{names} are reserved for the platform", "use a different namespace")},
    ),
    Rule.EXPIRED: RuleEntry(
        Severity.ERROR,
        "A session had no activity during its whole retention period.",
        {
            "retention": _text(
                "no activity since {moment}; sessions are kept for {days}",
                "discard this copy, or pass a longer `--retention-days`",
            )
        },
    ),
    Rule.ACCEPTED_EXPIRED: RuleEntry(
        Severity.UNSTABLE,
        "An unstable field was accepted until a date that has passed.",
        {
            "ended": _text(
                "unstable field, accepted only until {until}{reason}",
                f"{_ACCEPT} again with a later date",
                in_write="remove it, or accept it again with a later date",
            )
        },
    ),
    Rule.UNSTABLE_READ: RuleEntry(
        Severity.UNSTABLE,
        "Code or a template reads a field that is not covered by the stability promise.",
        {
            "undocumented": _text(f"reads an undocumented field; {_WITHOUT_NOTICE}", _READ_ANOTHER, **_DECLARE),
            "known": _text(f"reads an unstable field; {_WITHOUT_NOTICE}", _READ_ANOTHER, **_DECLARE),
            "known-from": _text(
                f"reads an unstable field (source: {{source}}); {_WITHOUT_NOTICE}", _READ_ANOTHER, **_DECLARE
            ),
        },
    ),
    Rule.MISSPELLED_READ: RuleEntry(
        Severity.ERROR,
        "Code or a template reads a field whose name looks like a misspelled one.",
        {
            "unknown": _text(
                "unknown field {name}",
                "write `{similar}`",
                silent="write `{similar}`; a field that does not exist becomes an empty string",
                shorter="end the pointer at `{similar}`, whose values have no members",
            )
        },
    ),
    Rule.UNDECLARED_READ: RuleEntry(
        Severity.ERROR,
        "Code or a template reads a field that the contract does not declare.",
        {"undeclared": _text("the contract does not declare this read", "add it to `reads` in the contract")},
    ),
    Rule.WRITE_TO_INTERNAL: RuleEntry(
        Severity.ERROR,
        "Code or a button writes to a namespace that is reserved for the platform.",
        {"reserved": _text("writes to `{name}`, which is reserved for the platform", "use a different namespace")},
    ),
    Rule.LOST_WRITE: RuleEntry(
        Severity.NOTE,
        "A code action writes a variable, and the write is lost.",
        {
            "replaced": _text(
                "`setSessionVariable` replaces what this builder wrote before", "write all data with one call"
            ),
            "unsent": _text("this builder is never sent, so its writes are lost", "call `send` on the builder"),
        },
    ),
    Rule.DEPRECATED_READ: RuleEntry(
        Severity.NOTE,
        "Code or a template reads a field that a later version may remove.",
        {"deprecated": _text("reads a deprecated field", "read the field that its description names")},
    ),
    Rule.UNRESOLVED_READ: RuleEntry(
        Severity.NOTE,
        "A read is not checked, because its name is computed or the file cannot be parsed.",
        {
            "computed": _text("reads a field whose name is computed", "write the name, or check the read by hand"),
            "file": _text(
                "the file cannot be parsed from here on; reads in it may be missing", "fix the syntax, or exclude it"
            ),
            "code": _text(
                "this string contains code, which is not checked", "install chatlayer-session with its extra `scan`"
            ),
        },
    ),
    Rule.UNGUARANTEED_READ: RuleEntry(
        Severity.ERROR,
        "A service assumes something about a field that the schema does not guarantee.",
        {
            "missing": _text("required, but can be missing", _EXPECT_ABSENCE),
            "ancestor-missing": _text("required, but `{place}` can be missing", _EXPECT_ABSENCE),
            "ancestor": _text("required, but `{place}` can be {other}", _EXPECT_ABSENCE),
            "type": _text("expected to be {types}, but can be {other}", "handle {other}, and add it to `type`"),
            "value": _text("can be {other}, which is not in `values`", "handle {other}, and add it to `values`"),
            "open": _text("can be {other} that is not in `values`", "handle other values, and remove `values`"),
        },
    ),
    Rule.BROKEN_ASSUMPTION: RuleEntry(
        Severity.ERROR,
        "A payload breaks what a service assumes about a field.",
        {
            "missing": _text("`{pointer}` is missing, and the contract requires it", _EXPECT_ABSENCE),
            "type": _text("expected `{pointer}` to be {types}, found {found}", "handle {found}, and add it to `type`"),
            "value": _text("the value of `{pointer}` is not in `values`", "handle the value, and add it to `values`"),
        },
    ),
    Rule.UNUSED_READ: RuleEntry(
        Severity.NOTE,
        "A contract declares a read that no test makes.",
        {"unused": _text("no recorded test reads this field", "remove the read, or test the code that needs it")},
    ),
}
