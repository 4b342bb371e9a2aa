"""References in Python: subscripts, ``get`` and attributes, and the names that stand for a part of a session."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from typing import TYPE_CHECKING

from ..jsonpointer import WILDCARD
from ..rules import Rule
from ..spec.kinds import INTERNAL
from .references import Remark
from .scopes import CERTAIN_SET_LIST, ROOTS, SET_LISTS, Part, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .references import Extract

_VIEW = "SessionView"
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTES = re.compile(r"""[a-zA-Z]*(?:\"{3}|'{3}|"|')""")
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSION = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


def encoding_of(data: bytes) -> str:
    """Return the encoding that a file declares; UTF-8 if it declares none, or an unknown one."""
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError:
        return "utf-8"


def extract_python(text: str, extract: Extract) -> None:
    """Add the references in a module. If it cannot be parsed, the mistake is a remark."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        starts = _line_starts(text)
        line = min(max(error.lineno or 1, 1), len(starts))
        offset = min(starts[line - 1] + max((error.offset or 1) - 1, 0), len(text))
        extract.remarks.append(Remark(Rule.UNRESOLVED_READ, "file", offset))
    except (ValueError, RecursionError, MemoryError):
        extract.remarks.append(Remark(Rule.UNRESOLVED_READ, "file", 0))
    else:
        _Module(text, extract).visit(tree)


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


class _Module:
    """Finds the references in one module, without recursion for any depth."""

    def __init__(self, text: str, extract: Extract) -> None:
        self._text = text
        self._extract = extract
        self._is_ascii = text.isascii()
        self._starts = _line_starts(text)
        self._columns: dict[int, list[int]] = {}
        self._answers: set[int] = set()
        self._waiting: list[tuple[ast.AST, Scope]] = []

    def visit(self, tree: ast.Module) -> None:
        """Add the references in a tree, in the order of the text."""
        scope = Scope()
        for statement in tree.body:
            # Most statements of a long module are about something else.
            if not self._extract.is_narrow or scope.may_matter(self._lines(statement)):
                self._waiting.append((statement, scope))
                self._visit_waiting()

    def _visit_waiting(self) -> None:
        while self._waiting:
            node, scope = self._waiting.pop()
            done = len(self._waiting)
            self._enter(node, scope)
            # What comes first is taken first.
            self._waiting[done:] = reversed(self._waiting[done:])

    def _lines(self, statement: ast.stmt) -> str:
        """Return the lines of a statement and its decorators."""
        first = min([statement.lineno, *(node.lineno for node in getattr(statement, "decorator_list", ()))])
        end = statement.end_lineno or first
        return self._text[self._starts[first - 1] : self._starts[end] if end < len(self._starts) else None]

    def _later(self, scope: Scope, *nodes: ast.AST | None) -> None:
        self._waiting.extend((node, scope) for node in nodes if node is not None)

    def _enter(self, node: ast.AST, scope: Scope) -> None:
        if isinstance(node, _FUNCTION):
            self._function(node, scope)
        elif isinstance(node, _COMPREHENSION):
            self._comprehension(node, Scope(scope))
        elif isinstance(node, ast.Assign):
            self._assign(node.targets, node.value, scope)
        elif isinstance(node, ast.AnnAssign):
            self._assign([node.target], node.value, scope, is_view=_names_view(node.annotation))
        elif isinstance(node, ast.NamedExpr):
            self._assign([node.target], node.value, scope)
        elif isinstance(node, ast.For | ast.AsyncFor):
            self._iterate(node.target, node.iter, scope)
            self._later(scope, *node.body, *node.orelse)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            scope.names.update({(name.asname or name.name).split(".")[0]: None for name in node.names})
        elif isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
            self._read(node, scope)
        elif isinstance(node, ast.Dict):
            self._dict(node)
            self._later(scope, *(child for pair in zip(node.keys, node.values, strict=True) for child in pair))
        else:
            self._later(scope, *ast.iter_child_nodes(node))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope) -> None:
        inner, arguments = Scope(scope), node.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            is_view = _names_view(argument.annotation)
            inner.names[argument.arg] = Part(is_view=is_view) if is_view or argument.arg in ROOTS else None
        for rest in (arguments.vararg, arguments.kwarg):
            if rest is not None:
                inner.names[rest.arg] = None
        self._later(scope, *arguments.defaults, *arguments.kw_defaults)
        if isinstance(node, ast.Lambda):
            self._later(inner, node.body)
        else:
            self._later(scope, *node.decorator_list)
            self._later(inner, *node.body)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope) -> None:
        for part in node.generators:
            self._iterate(part.target, part.iter, scope)
            self._later(scope, *part.ifs)
        self._later(scope, *((node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)))

    def _iterate(self, target: ast.expr, iterable: ast.expr, scope: Scope) -> None:
        bound = self._read(iterable, scope)
        self._bind(target, None if bound is None else bound.step(WILDCARD, 0).elsewhere(), scope)

    def _assign(
        self, targets: Iterable[ast.expr], value: ast.expr | None, scope: Scope, *, is_view: bool = False
    ) -> None:
        bound = None if value is None else self._read(value, scope)
        for target in targets:
            self._bind(target, Part(is_view=True) if is_view else bound, scope)

    def _bind(self, target: ast.expr, bound: Part | None, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            unknown = Part() if target.id in ROOTS else None
            scope.names[target.id] = unknown if bound is None else bound.elsewhere()
        elif isinstance(target, ast.Tuple | ast.List):
            for element in target.elts:
                self._bind(element, None, scope)
        elif isinstance(target, ast.Subscript | ast.Attribute):
            # What is assigned to is not read, and is a copy of the session: only what leads to it is read.
            self._later(scope, target.value, *([target.slice] if isinstance(target, ast.Subscript) else []))

    def _read(self, node: ast.expr, scope: Scope) -> Part | None:
        """Add the read of an expression, and return what the expression stands for, None if it is no such part."""
        operations: list[ast.expr] = []
        while True:
            if isinstance(node, ast.Subscript | ast.Attribute):
                operations.append(node)
                node = node.value
            elif isinstance(node, ast.Call) and _is_get(node) and isinstance(node.func, ast.Attribute):
                operations.append(node)
                self._later(scope, *node.args[1:])
                node = node.func.value
            elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
                self._later(scope, *node.values[1:])
                node = node.values[0]
            else:
                break
        bound = self._base(node, scope)
        key = ""
        for operation in reversed(operations):
            bound, key = self._apply(operation, bound, key, scope)
        if bound is not None:
            self._extract.read(bound.path, bound.offsets, is_certain=bound.is_certain)
        return bound

    def _base(self, node: ast.expr, scope: Scope) -> Part | None:
        if isinstance(node, ast.Name):
            bound = scope.find(node.id)
            return bound if isinstance(bound, Part) else None
        if isinstance(node, ast.Call):
            # A method is no member of a session.
            called = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            self._later(scope, called, *node.args, *(keyword.value for keyword in node.keywords))
            return Part(is_view=True) if _names_view(node.func) else None
        self._later(scope, node)
        return None

    def _apply(self, operation: ast.expr, bound: Part | None, before: str, scope: Scope) -> tuple[Part | None, str]:
        """Return what an operation makes of what it is applied to, and the name that it adds."""
        if isinstance(operation, ast.Attribute):
            name, offset = operation.attr, self._end(operation) - len(operation.attr)
            if bound is not None and not bound.is_view:
                self._extract.read(bound.path, bound.offsets, is_certain=bound.is_certain)
                return None, name
            return self._step(bound, name, offset, before, is_view=True), name
        key = _key(operation)
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            if isinstance(operation, ast.Call) and bound == Part() and key.value != INTERNAL:
                # A client of HTTP may be called session too.
                return None, key.value
            return self._step(bound, key.value, self._content(key), before), key.value
        self._later(scope, key)
        return None if bound is None else bound.step(WILDCARD, self._start(key)), WILDCARD

    @staticmethod
    def _step(bound: Part | None, name: str, offset: int, before: str, *, is_view: bool = False) -> Part | None:
        if bound is not None:
            return bound.step(name, offset)
        # In any other object, a member called internal may be something else.
        return Part((INTERNAL,), (offset,), before == "session", is_view) if name == INTERNAL else None

    def _dict(self, node: ast.Dict) -> None:
        members = {
            key.value: value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
        answer = members.get("session")
        self._answers.update(map(id, answer.elts if isinstance(answer, ast.List) else [answer]))
        data = members.get("data")
        keys = data.keys if isinstance(data, ast.Dict) else []
        if data is not None:
            self._write(members.get("namespace"), keys, is_certain=id(node) in self._answers)
        for name in SET_LISTS & members.keys():
            items = members[name]
            for item in items.elts if isinstance(items, ast.List) else []:
                pairs = zip(item.keys, item.values, strict=True) if isinstance(item, ast.Dict) else ()
                found = {getattr(key, "value", None): value for key, value in pairs}
                if "value" in found:
                    self._write(found.get("key"), [], is_certain=name == CERTAIN_SET_LIST)

    def _write(self, namespace: ast.expr | None, keys: Iterable[ast.expr | None], *, is_certain: bool) -> None:
        if isinstance(namespace, ast.Constant) and isinstance(namespace.value, str):
            members = [
                (key.value, self._content(key))
                for key in keys
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            ]
            self._extract.write(namespace.value, self._content(namespace), *members, is_certain=is_certain)

    def _content(self, literal: ast.Constant) -> int:
        """Return the place of the first character of a string after its quotes."""
        start = self._start(literal)
        match = _QUOTES.match(self._text, start)
        return match.end() if match else start

    def _start(self, node: ast.expr) -> int:
        return self._offset(node.lineno, node.col_offset)

    def _end(self, node: ast.expr) -> int:
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        """Return the place of a line and a column, which counts bytes in UTF-8."""
        start = self._starts[line - 1]
        if self._is_ascii:
            return start + column
        if line not in self._columns:
            end = self._starts[line] if line < len(self._starts) else len(self._text)
            # The number of the character that each byte belongs to.
            characters = enumerate(self._text[start:end])
            self._columns[line] = [number for number, character in characters for _ in character.encode()]
        columns = self._columns[line]
        return start + (columns[column] if column < len(columns) else len(columns) and columns[-1] + 1)


def _key(operation: ast.expr) -> ast.expr:
    """Return the index of a subscript, or the first argument of a call."""
    if isinstance(operation, ast.Subscript):
        return operation.slice
    return operation.args[0] if isinstance(operation, ast.Call) else operation


def _is_get(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == "get" and 1 <= len(node.args) <= 2


def _names_view(node: ast.expr | None) -> bool:
    """Return whether an annotation or a called function is `SessionView`."""
    name = node.value if isinstance(node, ast.Constant) else getattr(node, "attr", getattr(node, "id", None))
    return name == _VIEW
