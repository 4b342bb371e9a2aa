"""References in JavaScript and TypeScript: member chains from the argument of a code action, aliases, and writes."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from ..errors import MissingExtra
from ..jsonpointer import WILDCARD
from ..rules import Rule
from ..spec.kinds import INTERNAL
from .references import Language, Remark, parse_path
from .scopes import CERTAIN_SET_LIST, ROOTS, SET_LISTS, Builder, Part, Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node, Parser

    from .references import Extract

WRITERS = frozenset({"addSessionVariable", "setSessionVariable"})
"""The methods of a builder that write a variable."""

_GRAMMARS = {
    Language.TYPESCRIPT: ("tree_sitter_typescript", "language_typescript"),
    Language.TSX: ("tree_sitter_typescript", "language_tsx"),
}
_JAVASCRIPT = ("tree_sitter_javascript", "language")
_FUNCTIONS = frozenset(
    {
        "arrow_function",
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)
_BRANCHES = frozenset(
    {
        "if_statement",
        "else_clause",
        "while_statement",
        "do_statement",
        "switch_case",
        "switch_default",
        "ternary_expression",
        "for_statement",
    }
)
_SKIPPED = frozenset(
    {"comment", "type_annotation", "interface_declaration", "type_alias_declaration", "type_arguments"}
)
_WRAPPERS = frozenset(
    {"parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression", "await_expression"}
)
_READ = _WRAPPERS | {
    "member_expression",
    "subscript_expression",
    "call_expression",
    "identifier",
    "binary_expression",
}
_OF_ITEMS = frozenset({"map", "filter", "find", "findIndex", "forEach", "some", "every", "flatMap"})
_LODASH = frozenset({"_", "lodash"})


@cache
def _parser(language: Language) -> Parser:
    """Return the parser of a language.

    Raises:
        MissingExtra: it is not installed.
    """
    module, function = _GRAMMARS.get(language, _JAVASCRIPT)
    try:
        # An extra, and slow to load.
        tree_sitter, grammar = import_module("tree_sitter"), import_module(module)
    except ModuleNotFoundError as error:
        raise MissingExtra("JavaScript", "tree-sitter", "scan") from error
    parser: Parser = tree_sitter.Parser(tree_sitter.Language(getattr(grammar, function)()))
    return parser


def extract_javascript(text: str, extract: Extract) -> None:
    """Add the references in a script; what cannot be parsed is a remark at the first mistake.

    Raises:
        MissingExtra: the parser is not installed.
    """
    data = text.encode(errors="surrogatepass" if text.isascii() else "replace")
    root = _parser(extract.language).parse(data).root_node
    script = _Script(data, extract)
    try:
        script.visit(root)
    except RecursionError:
        # Calls of `get` inside each other.
        extract.remarks.append(Remark(Rule.UNRESOLVED_READ, "file", 0))
    if root.has_error:
        extract.remarks.append(Remark(Rule.UNRESOLVED_READ, "file", script.offset(_first_error(root).start_byte)))


def _first_error(node: Node) -> Node:
    """Return the first node that could not be parsed, or that is missing, in a tree that has one."""
    while not (node.is_error or node.is_missing):
        child = next((child for child in node.children if child.has_error or child.is_missing), None)
        if child is None:
            break
        node = child
    return node


class _Script:
    """Finds the references in one script, without recursion for any depth of code."""

    def __init__(self, data: bytes, extract: Extract) -> None:
        self._data = data
        self._extract = extract
        self._is_ascii = data.isascii()
        self._characters: list[int] | None = None
        self._builders: list[Builder] = []
        self._answers: set[int] = set()
        self._waiting: list[tuple[Node, Scope]] = []
        self._handlers: dict[str, Callable[[Node, Scope], None]] = {
            "statement_block": self._block,
            "variable_declarator": self._declaration,
            "assignment_expression": self._assignment,
            "for_in_statement": self._iterate,
            "shorthand_property_identifier": self._shorthand,
            "object": self._object,
            "import_clause": self._shadow,
            "catch_clause": self._shadow,
        }

    def visit(self, root: Node) -> None:
        """Add the references in a tree, in the order of the text."""
        scope = Scope()
        for statement in root.children:
            # Most statements of a long script are about something else.
            if not self._extract.is_narrow or scope.may_matter(_text(statement)):
                self._waiting.append((statement, scope))
                self._visit_waiting()
        for builder in self._builders:
            if builder.first_write is not None and not builder.is_sent:
                self._extract.remarks.append(Remark(Rule.LOST_WRITE, "unsent", builder.first_write))

    def _visit_waiting(self) -> None:
        while self._waiting:
            node, scope = self._waiting.pop()
            done = len(self._waiting)
            self._enter(node, scope)
            # What comes first is taken first.
            self._waiting[done:] = reversed(self._waiting[done:])

    def offset(self, byte: int) -> int:
        """Return the number of characters before a byte."""
        if self._is_ascii:
            return byte
        if self._characters is None:
            self._characters = []
            for number, character in enumerate(self._data.decode()):
                self._characters.extend([number] * len(character.encode()))
            self._characters.append(len(self._characters) and self._characters[-1] + 1)
        return self._characters[byte]

    def _later(self, scope: Scope, *nodes: Node | None) -> None:
        self._waiting.extend((node, scope) for node in nodes if node is not None)

    def _enter(self, node: Node, scope: Scope) -> None:
        kind = node.type
        if kind in _READ:
            self._read(node, scope)
        elif kind in _FUNCTIONS:
            self._function(node, scope, None)
        elif kind in _BRANCHES:
            for child in node.named_children:
                self._later(Scope(scope, child.id), child)
        elif kind in self._handlers:
            self._handlers[kind](node, scope)
        elif kind not in _SKIPPED:
            self._later(scope, *node.named_children)

    def _block(self, node: Node, scope: Scope) -> None:
        self._later(Scope(scope, node.id), *node.named_children)

    def _shorthand(self, node: Node, scope: Scope) -> None:
        self._use(scope.find(_text(node)))

    def _declaration(self, node: Node, scope: Scope) -> None:
        self._assign(_child(node, "name"), node.child_by_field_name("value"), scope, scope)

    def _assignment(self, node: Node, scope: Scope) -> None:
        left = _child(node, "left")
        owner = scope.owner(_text(left)) if left.type == "identifier" else None
        self._assign(left, _child(node, "right"), scope, owner or scope)

    def _function(self, node: Node, scope: Scope, item: Part | None) -> None:
        """Visit a function; ``item`` is what its first parameter stands for, if that is known."""
        inner = Scope(scope, node.id)
        parameters = node.child_by_field_name("parameters")
        single = node.child_by_field_name("parameter")
        patterns = [single] if single is not None else parameters.named_children if parameters is not None else []
        for number, parameter in enumerate(patterns):
            pattern = parameter.child_by_field_name("pattern") or parameter
            self._bind(pattern, item if number == 0 else None, inner, is_parameter=True)
            self._later(inner, parameter.child_by_field_name("value"))
        self._later(inner, node.child_by_field_name("body"))

    def _assign(self, target: Node, value: Node | None, scope: Scope, owner: Scope) -> None:
        if value is not None and value.type == "array" and _last_name(target) in SET_LISTS:
            self._set_list(value, is_certain=_last_name(target) == CERTAIN_SET_LIST)
        if value is not None and value.type == "new_expression" and target.type == "identifier":
            builder = Builder()
            self._builders.append(builder)
            owner.names[_text(target)] = builder
            self._later(scope, value.child_by_field_name("arguments"))
            return
        part = self._value(value, scope)
        if target.type in {"member_expression", "subscript_expression"}:
            # What is assigned to is not read, and is a copy of the session: only what leads to it is read.
            self._later(scope, target.child_by_field_name("object"), target.child_by_field_name("index"))
        else:
            self._bind(target, None if part is None else part.elsewhere(), owner)

    def _value(self, node: Node | None, scope: Scope) -> Part | None:
        """Add the reads of an expression, and return what it stands for."""
        if node is not None and node.type in _READ:
            return self._read(node, scope)
        self._later(scope, node)
        return None

    def _iterate(self, node: Node, scope: Scope) -> None:
        scope = Scope(scope, node.id)
        part = self._value(_child(node, "right"), scope)
        is_of = any(child.type == "of" for child in node.children)
        self._bind(_child(node, "left"), part.step(WILDCARD, None) if part is not None and is_of else None, scope)
        self._later(scope, node.child_by_field_name("body"))

    def _shadow(self, node: Node, scope: Scope) -> None:
        if node.type == "catch_clause":
            scope = Scope(scope, node.id)
            self._later(scope, node.child_by_field_name("body"))
            node = node.child_by_field_name("parameter") or node
        waiting = [] if node.type == "catch_clause" else [node]
        while waiting:
            inner = waiting.pop()
            waiting.extend(inner.named_children)
            if inner.type == "identifier":
                scope.names[_text(inner)] = None

    def _bind(self, pattern: Node, part: Part | None, scope: Scope, *, is_parameter: bool = False) -> None:
        """Bind the scope in a pattern to the parts of what is assigned to it, and add the reads of these parts."""
        waiting = [(pattern, part)]
        while waiting:
            node, part = waiting.pop()
            kind = node.type
            if kind in {"identifier", "shorthand_property_identifier_pattern"}:
                name = _text(node)
                if kind != "identifier":
                    part = self._member(part, name, node.start_byte)
                is_root = part is None and name in ROOTS and (is_parameter or name != "args")
                scope.names[name] = Part() if is_root else None if part is None else part.elsewhere()
                self._add(part)
            elif kind == "pair_pattern":
                key = _child(node, "key")
                name, start = _literal(key) if key.type == "string" else (_text(key), key.start_byte)
                waiting.append((_child(node, "value"), self._member(part, name, start)))
            elif kind in {"object_assignment_pattern", "assignment_pattern"}:
                waiting.append((_child(node, "left"), part))
                self._later(scope, node.child_by_field_name("right"))
            elif kind == "array_pattern":
                item = None if part is None else part.step(WILDCARD, None)
                waiting.extend((child, item) for child in node.named_children)
            elif kind in {"object_pattern", "rest_pattern"}:
                inner = part.elsewhere() if part is not None and kind == "rest_pattern" else part
                waiting.extend((child, inner) for child in reversed(node.named_children))

    def _member(self, part: Part | None, name: str, byte: int, before: str = "") -> Part | None:
        """Return the part of a member; of an unknown object, only members called `internal` and `session` count."""
        if part is not None:
            return part.step(name, self.offset(byte))
        if name == INTERNAL:
            return Part((INTERNAL,), (self.offset(byte),), is_certain=before == "session")
        return None

    def _add(self, part: Part | None) -> None:
        if part is not None:
            self._extract.read(part.path, part.offsets, is_certain=part.is_certain)

    def _read(self, node: Node, scope: Scope) -> Part | None:
        """Add the read of an expression, and return what the expression stands for, None if it is no such part."""
        operations: list[Node] = []
        while True:
            kind = node.type
            if kind in {"member_expression", "subscript_expression"}:
                operations.append(node)
                node = _child(node, "object")
            elif kind in _WRAPPERS and node.named_children:
                node = node.named_children[0]
            elif kind == "binary_expression" and _text(_child(node, "operator")) in {"||", "??"}:
                self._later(scope, node.child_by_field_name("right"))
                node = _child(node, "left")
            else:
                break
        part = self._base(node, scope, is_whole=not operations)
        before = _text(node) if node.type == "identifier" else ""
        for operation in reversed(operations):
            part, before = self._apply(operation, part, before, scope)
        self._add(part)
        return part

    def _base(self, node: Node, scope: Scope, *, is_whole: bool) -> Part | None:
        if node.type == "identifier":
            name = _text(node)
            if name == INTERNAL and scope.owner(name) is None:
                # An import or a global object may be called internal too.
                return Part((INTERNAL,), (self.offset(node.start_byte),), is_certain=False)
            bound = scope.find(name)
            self._use(bound)
            return bound if isinstance(bound, Part) else None
        if node.type == "call_expression":
            return self._calls(node, scope)
        if node.type in _READ:
            self._later(scope, *node.named_children)
        elif not is_whole or node.type not in _SKIPPED:
            self._later(scope, node)
        return None

    def _apply(self, operation: Node, part: Part | None, before: str, scope: Scope) -> tuple[Part | None, str]:
        """Return what an operation makes of what it is applied to, and the name that it adds."""
        if operation.type == "member_expression":
            key = _child(operation, "property")
            return self._member(part, _text(key), key.start_byte, before), _text(key)
        key = _child(operation, "index")
        if key.type == "string":
            name, start = _literal(key)
            return self._member(part, name, start, before), name
        self._later(scope, key)
        return None if part is None else part.step(WILDCARD, self.offset(key.start_byte)), WILDCARD

    def _use(self, bound: Part | Builder | None) -> None:
        """Note that a name is used on its own: a builder may be sent from elsewhere."""
        if isinstance(bound, Builder):
            bound.is_sent = True

    def _calls(self, node: Node, scope: Scope) -> Part | None:
        """Add the reads and writes of a chain of calls, from the first to the last."""
        chain: list[Node] = [node]
        while (receiver := _receiver(chain[-1])) is not None and receiver.type == "call_expression":
            chain.append(receiver)
        first = _receiver(chain[-1])
        bound = scope.find(_text(first)) if first is not None and first.type == "identifier" else None
        builder = bound if isinstance(bound, Builder) else None
        part: Part | None = None
        for call in reversed(chain):
            is_first = call is chain[-1]
            function, given = _child(call, "function"), call.child_by_field_name("arguments")
            arguments = given.named_children if given is not None and given.type == "arguments" else []
            method = _last_name(function)
            self._later(scope, given if given is not None and given.type != "arguments" else None)
            if method == "get" and (first is None or _text(first) in _LODASH) and is_first:
                part = self._lodash_get(arguments, scope)
                continue
            owner: Part | None = None
            if is_first and first is None:
                self._later(scope, None if function.type == "identifier" else function)
            elif is_first and first is not None and _base_of(first).type == "call_expression":
                # A chain of any length needs no recursion.
                self._later(scope, first)
            elif is_first and first is not None and builder is None:
                owner = self._value(first, scope)
            if method in WRITERS:
                self._write(arguments)
            if builder is not None:
                self._use_builder(builder, function, method, scope)
            self._arguments(arguments, method, owner, scope)
            part = None
        return part

    def _arguments(self, arguments: list[Node], method: str, owner: Part | None, scope: Scope) -> None:
        if owner is not None and method in _OF_ITEMS and arguments and arguments[0].type in _FUNCTIONS:
            self._function(arguments[0], scope, owner.step(WILDCARD, None))
            arguments = arguments[1:]
        self._later(scope, *arguments)

    def _use_builder(self, builder: Builder, function: Node, method: str, scope: Scope) -> None:
        if method.startswith("send"):
            builder.is_sent = True
        if method not in WRITERS:
            return
        place = self.offset(_child(function, "property").start_byte)
        if builder.first_write is None:
            builder.first_write = place
        if method == "setSessionVariable" and scope.block in builder.blocks:
            self._extract.remarks.append(Remark(Rule.LOST_WRITE, "replaced", place))
        builder.blocks.add(scope.block)

    def _lodash_get(self, arguments: list[Node], scope: Scope) -> Part | None:
        if not arguments:
            return None
        part = self._value(arguments[0], scope)
        self._later(scope, *arguments[2:])
        key = arguments[1] if len(arguments) > 1 else None
        if key is None or (part is None and key.type != "string"):
            self._later(scope, key)
            return None
        if key.type == "string":
            name, start = _literal(key)
            parsed = parse_path(name, 0)
            if parsed is None or (part is None and parsed[0][0] != INTERNAL):
                return None
            part = part or Part(is_certain=False)
            for step, place in zip(*parsed, strict=True):
                part = part.step(step, self.offset(start + len(name[:place].encode())))
            return part
        if key.type == "array" and part is not None:
            for element in key.named_children:
                step, start = _literal(element) if element.type == "string" else (WILDCARD, element.start_byte)
                part = part.step(step, self.offset(start))
            return part
        self._later(scope, key)
        return None if part is None else part.step(WILDCARD, self.offset(key.start_byte))

    def _object(self, node: Node, scope: Scope) -> None:
        members: dict[str, Node] = {}
        for child in node.named_children:
            if child.type == "pair":
                key = _child(child, "key")
                members[_literal(key)[0] if key.type == "string" else _text(key)] = _child(child, "value")
                self._later(scope, key if key.type == "computed_property_name" else None, _child(child, "value"))
            else:
                members[_text(child)] = child
                self._later(scope, child)
        answer = members.get("session")
        if answer is not None:
            self._answers.update(item.id for item in (answer, *answer.named_children))
        if "data" in members and "namespace" in members:
            self._write([members["namespace"], members["data"]], is_certain=node.id in self._answers)
        for name in SET_LISTS & members.keys():
            self._set_list(members[name], is_certain=name == CERTAIN_SET_LIST)

    def _set_list(self, node: Node, *, is_certain: bool) -> None:
        """Add the writes of a list of keys and values."""
        for item in node.named_children if node.type == "array" else []:
            pairs = [pair for pair in item.named_children if item.type == "object" and pair.type == "pair"]
            values = {_text(_child(pair, "key")).strip("\"'"): _child(pair, "value") for pair in pairs}
            if "key" in values and "value" in values:
                self._write([values["key"]], is_certain=is_certain)

    def _write(self, arguments: list[Node], *, is_certain: bool = True) -> None:
        """Add a write to the namespace that is the first argument, with the members of an object that is the second."""
        if not arguments or arguments[0].type != "string":
            return
        namespace, start = _literal(arguments[0])
        members: list[tuple[str, int]] = []
        for child in arguments[1].named_children if arguments[1:] and arguments[1].type == "object" else []:
            key = child.child_by_field_name("key") or child
            if key.type in {"property_identifier", "shorthand_property_identifier", "string"}:
                name, place = _literal(key) if key.type == "string" else (_text(key), key.start_byte)
                members.append((name, self.offset(place)))
        self._extract.write(namespace, self.offset(start), *members, is_certain=is_certain)


def _child(node: Node, name: str) -> Node:
    """Return a child that the grammar promises; in a tree with mistakes, the node itself stands for a missing one."""
    return node.child_by_field_name(name) or node


def _text(node: Node) -> str:
    return (node.text or b"").decode(errors="replace")


def _literal(node: Node) -> tuple[str, int]:
    """Return the text between the quotes of a string, and the byte that it starts at."""
    return _text(node)[1:-1], node.start_byte + 1


def _last_name(node: Node) -> str:
    """Return the last name of a member chain, such as the name of a method that is called."""
    return _text(node.child_by_field_name("property") or node) if node.type == "member_expression" else _text(node)


def _base_of(node: Node) -> Node:
    """Return what the first member of a chain of members belongs to."""
    while node.type in {"member_expression", "subscript_expression"}:
        node = _child(node, "object")
    return node


def _receiver(call: Node) -> Node | None:
    """Return what a method is called on; None for the call of a function."""
    function = _child(call, "function")
    return function.child_by_field_name("object") if function.type == "member_expression" else None
