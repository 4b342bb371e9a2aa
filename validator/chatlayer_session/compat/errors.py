"""What comparing schemas raises."""

from __future__ import annotations

from importlib.util import find_spec


class MissingExtra(RuntimeError):
    """A feature needs a package that is not installed: ``package``, which comes with the extra ``extra``."""

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(extra, package)
        self.extra = extra
        self.package = package

    def __str__(self) -> str:
        """Name the package and how to install it."""
        return (
            f"comparing schemas needs {self.package}, which is not installed; "
            f"install it with: pip install 'chatlayer-session[{self.extra}]'"
        )


def require_extra() -> None:
    """Raise `MissingExtra` if what comparing schemas needs is not installed."""
    if find_spec("jsonschema_rs") is None:
        raise MissingExtra("compat", "jsonschema-rs")
