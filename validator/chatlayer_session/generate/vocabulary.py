"""Words that stand in for what people and programs write, whatever the field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .choices import SeededChoices

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from .choices import Choices

PHRASES = (
    "yes please",
    "two of the small ones",
    "What time do you open tomorrow?",
    "I ordered on Monday and nothing has come yet.",
    "Kunt u dat nog eens uitleggen?",
    "Je voudrais changer l'adresse, s'il vous pla\u00eet",
    "Sch\u00f6ne Gr\u00fc\u00dfe",
    "\u8377\u7269\u306f\u3044\u3064\u5c4a\u304d\u307e\u3059\u304b",
    "thanks \U0001f44d",
    'it says "not found"\nand stops there',
)
"""What users write."""

TITLES = (
    "Opening hours",
    "Order status",
    "Klantendienst",
    "Choix de la langue",
    "R\u00fcckgabe",
    "\u914d\u9001\u72b6\u6cc1",
    "FAQ (old)",
)
"""What bot builders call what they build."""

STEMS = ("extra", "attempt", "queue", "flag", "summary", "trace", "probe", "batch", "topic", "cursor")
"""Beginnings of made-up names."""

ENDINGS = ("", "Count", "Details", "At", "List", "_v2")
"""Endings of made-up names."""

ODD_NAMES = ("a/b", "~", "~1", "", " ", "0", '"', "\\", "a.b", "\u00e9", "\U0001f600", "x" * 70)
"""Names that programs trip over."""

LONG = 5
"""Words from which on a text is no title."""

NUMBERS = 2**32
"""The numbers by which a sample is varied."""

_VARYING = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+")
_HEX_DIGITS = "0123456789abcdef"


def similar_prose(samples: Sequence[str]) -> tuple[str, ...]:
    """Return more of what samples are: sentences, titles, or nothing if they are codes, which have no spaces."""
    words = max((sample.count(" ") + 1 for sample in samples), default=LONG)
    if words == 1:
        return ()
    return PHRASES if words >= LONG else TITLES


def vary(sample: str, choices: Choices) -> str:
    """Return a text of the same form: other digits, another UUID; the sample itself is the simplest."""
    if not _VARYING.search(sample):
        return sample
    number = choices.integer(0, NUMBERS)
    if number == 0:
        return sample
    # All digits follow from one choice, so that varying costs little and what simplifies goes back to the sample.
    source = SeededChoices(number)
    return _VARYING.sub(lambda run: _other_digits(run[0], source), sample)


def _other_digits(run: str, source: SeededChoices) -> str:
    if not run.isdigit():
        return "".join(digit if digit == "-" else source.pick(_HEX_DIGITS) for digit in run)
    # The first digit is kept: there is no telling whether the text may start with zero.
    return run[0] + "".join(str(source.integer(0, 9)) for _ in run[1:])


def new_name(choices: Choices, taken: Collection[str]) -> str:
    """Return a name, mostly one as programs have them, that is not among those taken, in whatever case."""
    name = _odd_name(choices) if choices.is_arbitrary() else choices.pick(STEMS) + choices.pick(ENDINGS)
    folded = {each.casefold() for each in taken}
    while name.casefold() in folded:
        name += "x"
    return name


def _odd_name(choices: Choices) -> str:
    return choices.text() if choices.chance(1, 2) else choices.pick(ODD_NAMES)
