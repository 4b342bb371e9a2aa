"""Texts that match a regular expression, for the common part of the dialects that JSON Schema is used with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

MAX_SAMPLES = 12
"""Texts that are made for a pattern."""
MAX_REPEATS = 6
"""Repetitions of a part that are written out, unless more are asked for."""

_QUANTIFIER = re.compile(r"\{(\d+)(,?)(\d*)\}")
_CLASSES = {"d": "05", "w": "aZ0_", "s": " ", "D": "a-", "W": "- ", "S": "a0"}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_ANY = "a0 "
_OTHERS = "aZ0 -_.é"


class _Unknown(ValueError):
    """A part of a pattern that is not understood."""


def samples(pattern: str) -> tuple[str, ...]:
    """Return some texts that match a pattern, short ones first; none for a pattern that is not understood."""
    try:
        made = _Reader(pattern).alternatives()
        found = sorted({text for text in made if re.search(pattern, text)}, key=lambda text: (len(text), text))
    except (_Unknown, re.error, RecursionError):
        return ()
    return tuple(found[:MAX_SAMPLES])


@dataclass(slots=True)
class _Reader:
    """Reads a pattern from ``at`` on and returns texts for what it has read."""

    pattern: str
    at: int = 0

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise _Unknown
        self.at += 1
        return character

    def alternatives(self) -> list[str]:
        found = self.sequence()
        while self.peek() == "|":
            self.at += 1
            found = [*found, *self.sequence()]
        return _few(found)

    def sequence(self) -> list[str]:
        found = [""]
        while self.peek() not in {"", "|", ")"}:
            part = self.repeated(self.atom())
            found = _few(["".join(pair) for pair in product(found, part)])
        return found

    def atom(self) -> list[str]:
        character = self.take()
        if character == "(":
            return self.group()
        if character == "[":
            return self.character_class()
        if character == "\\":
            return self.escape()
        if character in "^$":
            return [""]
        return list(_ANY) if character == "." else [character]

    def group(self) -> list[str]:
        if self.peek() == "?":
            mark = self.pattern[self.at + 1 : self.at + 2]
            if mark != ":":
                named = re.compile(r"\?P?<(\w+)>").match(self.pattern, self.at)
                if named is None:
                    return self.lookaround()
                self.at = named.end()
            else:
                self.at += 2
        found = self.alternatives()
        if self.take() != ")":
            raise _Unknown
        return found

    def lookaround(self) -> list[str]:
        """Skip a condition on what surrounds it: texts that do not meet it are left out in the end."""
        depth = 1
        while depth:
            character = self.take()
            if character == "\\":
                self.take()
            depth += {"(": 1, ")": -1}.get(character, 0)
        return [""]

    def escape(self) -> list[str]:
        character = self.take()
        if character in _CLASSES:
            return list(_CLASSES[character])
        if character in "bB":
            return [""]
        if character in "ux":
            length = 4 if character == "u" else 2
            digits = self.pattern[self.at : self.at + length]
            if len(digits) == length and all(digit in "0123456789abcdefABCDEF" for digit in digits):
                self.at += length
                return [chr(int(digits, 16))]
            raise _Unknown
        if character.isalnum() and character not in _CONTROLS:
            raise _Unknown
        return [_CONTROLS.get(character, character)]

    def character_class(self) -> list[str]:
        negated = self.peek() == "^"
        self.at += int(negated)
        start = self.at
        found: list[str] = []
        while self.peek() != "]" or self.at == start:
            found += self.class_member()
        self.at += 1
        if negated:
            body = self.pattern[start : self.at]
            return [other for other in _OTHERS if re.match(f"[^{body}", other)] or [_raise()]
        return _few(found)

    def class_member(self) -> list[str]:
        first = self.escape() if self.peek() == "\\" and self.take() else [self.take()]
        if self.peek() != "-" or self.pattern[self.at + 1 : self.at + 2] in {"]", ""}:
            return first
        self.at += 1
        last = self.escape() if self.peek() == "\\" and self.take() else [self.take()]
        return [first[0], last[0]]

    def repeated(self, part: list[str]) -> list[str]:
        least, most = self.quantifier()
        if (least, most) == (1, 1):
            return part
        counts = sorted({least, min(least + 1, most), min(most, max(least, MAX_REPEATS))})
        return _few([text for count in counts for text in _repetitions(part, count)])

    def quantifier(self) -> tuple[int, int]:
        character = self.peek()
        match = _QUANTIFIER.match(self.pattern, self.at)
        if match is not None:
            self.at = match.end()
            least = int(match[1])
            most = int(match[3]) if match[3] else least + MAX_REPEATS if match[2] else least
        elif character and character in "*+?":
            self.at += 1
            least = int(character == "+")
            most = 1 if character == "?" else MAX_REPEATS
        else:
            return 1, 1
        if self.peek() and self.peek() in "?+":
            self.at += 1
        return least, most


def _raise() -> str:
    raise _Unknown


def _repetitions(part: list[str], count: int) -> list[str]:
    if count == 0:
        return [""]
    if count > 1000:
        raise _Unknown
    mixed = "".join(part[index % len(part)] for index in range(count)) if part else ""
    return [*(text * count for text in part), mixed]


def _few(texts: list[str]) -> list[str]:
    """Return at most four times as many texts as are wanted in the end, each once."""
    return list(dict.fromkeys(texts))[: 4 * MAX_SAMPLES]
