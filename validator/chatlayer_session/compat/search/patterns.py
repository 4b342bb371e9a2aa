"""Texts that match a regular expression, for what the dialects used with JSON Schema have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

from ..model.constraints import matches

MAX_SAMPLES = 12
"""Texts for one pattern."""
MAX_PATTERN_LENGTH = 1_000
"""Characters of a pattern that has texts."""
MAX_TEXT_LENGTH = 10_000
"""Characters of a text."""
MAX_REPEATS = 6
"""Repetitions of a part, unless the pattern requires more."""

_QUANTIFIER = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_CLASSES = {"d": "05", "w": "aZ0_", "s": " ", "D": "a-", "W": "- ", "S": "a0"}
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_ANY = "a0 "
_OTHERS = "aZ0 -_.é"


class _UnsupportedPattern(ValueError):
    """A part of a pattern is not supported."""


def sample_texts(pattern: str) -> tuple[str, ...]:
    """Return some texts that match a pattern, short ones first; none for an unsupported pattern."""
    if len(pattern) > MAX_PATTERN_LENGTH:
        return ()
    try:
        texts = _PatternReader(pattern).alternatives()
    except (_UnsupportedPattern, re.error, RecursionError):
        return ()
    matching = {text for text in texts if matches(pattern, text)}
    return tuple(sorted(matching, key=lambda text: (len(text), text))[:MAX_SAMPLES])


@dataclass(slots=True)
class _PatternReader:
    """Reads a pattern from an offset, and returns texts for each part."""

    pattern: str
    offset: int = 0

    def peek(self) -> str:
        return self.pattern[self.offset : self.offset + 1]

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise _UnsupportedPattern
        self.offset += 1
        return character

    def alternatives(self) -> list[str]:
        texts = self.sequence()
        while self.peek() == "|":
            self.offset += 1
            texts = [*texts, *self.sequence()]
        return _limit(texts)

    def sequence(self) -> list[str]:
        texts = [""]
        while self.peek() not in {"", "|", ")"}:
            part = self.repetition(self.atom())
            texts = _limit([first + second for first, second in product(texts, part)])
        return texts

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
            mark = self.pattern[self.offset + 1 : self.offset + 2]
            if mark != ":":
                named = re.compile(r"\?P?<(\w+)>").match(self.pattern, self.offset)
                if named is None:
                    return self.lookaround()
                self.offset = named.end()
            else:
                self.offset += 2
        texts = self.alternatives()
        if self.take() != ")":
            raise _UnsupportedPattern
        return texts

    def lookaround(self) -> list[str]:
        """Skip a condition on the surrounding text; texts that do not meet it are removed in the end."""
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
            digits = self.pattern[self.offset : self.offset + length]
            if len(digits) == length and all(digit in "0123456789abcdefABCDEF" for digit in digits):
                self.offset += length
                return [chr(int(digits, 16))]
            raise _UnsupportedPattern
        if character.isalnum() and character not in _CONTROLS:
            raise _UnsupportedPattern
        return [_CONTROLS.get(character, character)]

    def character_class(self) -> list[str]:
        negated = self.peek() == "^"
        self.offset += int(negated)
        start = self.offset
        characters: list[str] = []
        while self.peek() != "]" or self.offset == start:
            characters += self.class_member()
        self.offset += 1
        if negated:
            body = self.pattern[start : self.offset]
            characters = [character for character in _OTHERS if re.match(f"[^{body}", character)]
            if not characters:
                raise _UnsupportedPattern
        return _limit(characters)

    def class_member(self) -> list[str]:
        first = self.escape() if self.peek() == "\\" and self.take() else [self.take()]
        if self.peek() != "-" or self.pattern[self.offset + 1 : self.offset + 2] in {"]", ""}:
            return first
        self.offset += 1
        last = self.escape() if self.peek() == "\\" and self.take() else [self.take()]
        return [first[0], last[0]]

    def repetition(self, part: list[str]) -> list[str]:
        minimum, maximum = self.quantifier()
        if (minimum, maximum) == (1, 1):
            return part
        counts = sorted({minimum, min(minimum + 1, maximum), min(maximum, max(minimum, MAX_REPEATS))})
        return _limit([text for count in counts for text in _repetitions(part, count)])

    def quantifier(self) -> tuple[int, int]:
        character = self.peek()
        match = _QUANTIFIER.match(self.pattern, self.offset)
        if match is not None:
            self.offset = match.end()
            minimum = int(match[1])
            maximum = int(match[3]) if match[3] else minimum + MAX_REPEATS if match[2] else minimum
        elif character and character in "*+?":
            self.offset += 1
            minimum = int(character == "+")
            maximum = 1 if character == "?" else MAX_REPEATS
        else:
            return 1, 1
        if self.peek() and self.peek() in "?+":
            self.offset += 1
        return minimum, maximum


def _repetitions(part: list[str], count: int) -> list[str]:
    if count == 0:
        return [""]
    if count * max([1, *map(len, part)]) > MAX_TEXT_LENGTH:
        raise _UnsupportedPattern
    mixed = "".join(part[index % len(part)] for index in range(count)) if part else ""
    return [*(text * count for text in part), mixed]


def _limit(texts: list[str]) -> list[str]:
    """Return distinct texts that are not too long, at most four times as many as are returned in the end."""
    return list(dict.fromkeys(text for text in texts if len(text) <= MAX_TEXT_LENGTH))[: 4 * MAX_SAMPLES]
