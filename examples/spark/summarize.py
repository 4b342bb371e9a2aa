"""Summarize archives of payloads on Spark, as the command does on one machine.

    spark-submit examples/spark/summarize.py --format json logs/ > report.json

The exit status is that of `chatlayer-session validate`: 1 for an invalid payload, 4 for an unreadable file.
"""

import argparse
import sys

from chatlayer_session import ValidatorOptions, Verdict, spark
from chatlayer_session.reporters.runs import FORMATS
from chatlayer_session.reporters.style import Style


def main() -> int:
    """Print the report, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="+", help="files, folders or globs that all executors can read")
    parser.add_argument("--schema-version", default="1")
    parser.add_argument("--kind", default="auto")
    parser.add_argument("--accept-unstable", action="append", default=[], metavar="POINTER")
    parser.add_argument("--format", choices=FORMATS.names, default="text")
    arguments = parser.parse_args()
    options = ValidatorOptions(
        schema_version=arguments.schema_version,
        kind=arguments.kind,
        accept_unstable=tuple(arguments.accept_unstable),
    )
    report = FORMATS.load(arguments.format)
    run = spark.summary(arguments.path, options=options, listing=report.lists_payloads)
    sys.stdout.write(report.render(run, Style()))
    if run.internal_errors:
        return 70
    if run.unreadable:
        return 4
    return int(bool(run.verdicts.get(Verdict.INVALID)))


if __name__ == "__main__":
    sys.exit(main())
