"""Run every validator and write the results to docs/reference/interop.md; exit with 1 on a wrong answer."""

from __future__ import annotations

import sys

from .agreement import DOCUMENT, REFUSALS, differences, replace_table, table
from .jobs import jobs
from .tools import REFERENCE, TOOLS


def main() -> int:
    """Run the validators, write the table, and print the differences."""
    all_jobs = jobs()
    expected = REFERENCE.run(all_jobs)
    rows = {tool: tool.run(all_jobs) for tool in TOOLS}
    text = table({REFERENCE: expected, **rows}, all_jobs, expected)
    DOCUMENT.write_text(replace_table(DOCUMENT.read_text(encoding="utf-8"), text), encoding="utf-8")
    sys.stdout.write(text)
    status = 0
    for tool, answers in rows.items():
        for job, right, answer in zip(all_jobs, expected, answers, strict=True):
            for difference in differences(job, REFUSALS.get(tool.name, right), answer):
                sys.stdout.write(f"{tool}: {job}: {difference}\n")
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
