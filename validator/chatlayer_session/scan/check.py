"""What is wrong with references, compared with the schema and with a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..escaping import escape_control, quote_name
from ..findings import Finding, Kind
from ..issues import Issue
from ..jsonpointer import WILDCARD
from ..rules import Rule, Wording, describe
from ..spec.kinds import INTERNAL
from ..suggestion import closest_match
from ..visibility import PointerFormatter
from ..writes.model import RESERVED
from .references import SILENT, Access

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..checks.accepted import AcceptedFields
    from ..jsonpointer import InstancePath
    from ..parsing.positions import LineIndex
    from ..spec.fields import Field
    from .references import Extract, Reference


class ReferenceChecker:
    """Compares references with ``session``, the fields of a session.

    ``accepted`` are the unstable fields that may be read. ``declared`` are the reads of a contract, None without one.
    """

    def __init__(
        self, session: Field, accepted: AcceptedFields, declared: tuple[InstancePath, ...] | None = None
    ) -> None:
        self.accepted = accepted
        self.declared = declared
        self._internal = session.members[INTERNAL]
        self._pointers = PointerFormatter()

    def findings(self, extract: Extract, lines: LineIndex) -> Iterator[tuple[int, Finding]]:
        """Yield the findings on a text, each with its place; its ``lines`` give the line and the column."""
        for remark in extract.remarks:
            wording = describe(remark.rule, remark.template)
            yield remark.offset, Finding(remark.rule, "", *wording, *lines.position(remark.offset))
        seen: set[tuple[Rule, int]] = set()
        # An object that is read on the way to its fields.
        outer = {found.path[:length] for found in extract.references for length in range(1, len(found.path))}
        for reference in extract.references:
            for rule, length, wording in self._problems(reference):
                if rule is Rule.UNDECLARED_READ and reference.path in outer:
                    continue
                offset = reference.offsets[length - 1]
                # A step that is written elsewhere is reported there.
                if offset is None or (rule, offset) in seen:
                    continue
                seen.add((rule, offset))
                pointer = self._pointers.format(reference.path[:length])
                yield offset, Finding(rule, pointer, *wording, *lines.position(offset))

    def _problems(self, reference: Reference) -> Iterator[tuple[Rule, int, Wording]]:
        """Yield what is wrong with a reference: the rule, the number of steps up to the wrong one, and the wording."""
        path = reference.path
        if reference.access is Access.WRITE:
            if path[0] in RESERVED:
                wording = describe(Rule.WRITE_TO_INTERNAL, "reserved", name=path[0])
                yield Rule.WRITE_TO_INTERNAL, 1, wording
            return
        if path[0] != INTERNAL:
            if self._is_internal_in_other_case(reference):
                yield Rule.MISSPELLED_READ, 1, _misspelled(reference, path[0], INTERNAL)
            return
        problem = self._problem(reference)
        if problem is not None:
            yield problem
        is_wrong = problem is not None and problem[0] in {Rule.MISSPELLED_READ, Rule.UNRESOLVED_READ}
        if self.declared is not None and len(path) > 1 and not is_wrong and not self._is_declared(path):
            yield Rule.UNDECLARED_READ, len(path), describe(Rule.UNDECLARED_READ, "undeclared")

    def _problem(self, reference: Reference) -> tuple[Rule, int, Wording] | None:
        field = self._internal
        for length, step in enumerate(reference.path[1:], 2):
            if "array" in field.types:
                if field.items is None or step != WILDCARD:
                    return None
                field = field.items
                continue
            if field.types and "object" not in field.types:
                # A property that the language gives to strings and numbers.
                return None
            if step == WILDCARD:
                return Rule.UNRESOLVED_READ, length, describe(Rule.UNRESOLVED_READ, "computed")
            member = field.members.get(step)
            if member is None or member.is_unstable:
                return None if member is None and field.open else self._unstable(reference, length, field, member)
            if member.deprecated:
                return Rule.DEPRECATED_READ, length, describe(Rule.DEPRECATED_READ, "deprecated")
            field = member
        return None

    def _unstable(
        self, reference: Reference, length: int, owner: Field, member: Field | None
    ) -> tuple[Rule, int, Wording] | None:
        """Return the problem of reading a field that is not stable, None if it is accepted."""
        path = reference.path[:length]
        rule = self.accepted.rule_of(Kind.SESSION, path)
        if rule is None:
            return None
        similar = closest_match(path[-1], owner.members) if member is None else None
        if similar is not None and rule is not Rule.ACCEPTED_EXPIRED:
            return Rule.MISSPELLED_READ, length, _misspelled(reference, path[-1], similar)
        hint = "" if self.declared is None else "in_code"
        if member is None:
            wording = describe(Rule.UNSTABLE_READ, "undocumented", hint)
        elif member.source is None:
            wording = describe(Rule.UNSTABLE_READ, "known", hint)
        else:
            wording = describe(Rule.UNSTABLE_READ, "known-from", hint, source=member.source)
        if rule is Rule.ACCEPTED_EXPIRED:
            ended = self.accepted.reword(Kind.SESSION, Issue(Rule.UNSTABLE_FIELD, path, 0, *wording))
            return rule, length, Wording(ended.message, ended.hint or "")
        return Rule.UNSTABLE_READ, length, wording

    def _is_declared(self, path: InstancePath) -> bool:
        """Return whether a contract declares a read, or a part of it, or what it is a part of."""
        return any(declared[: len(path)] == path[: len(declared)] for declared in self.declared or ())

    def _is_internal_in_other_case(self, reference: Reference) -> bool:
        path = reference.path
        return (
            reference.language in SILENT
            and len(path) > 1
            and path[0].lower() == INTERNAL
            and path[1] in self._internal.members
        )


def _misspelled(reference: Reference, name: str, similar: str) -> Wording:
    hint = "silent" if reference.language in SILENT else ""
    return describe(Rule.MISSPELLED_READ, "unknown", hint, name=quote_name(name), similar=escape_control(similar))
