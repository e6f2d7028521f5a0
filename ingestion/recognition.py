"""Find out whether text recognition, the extra `ocr`, is installed. Imports none of its libraries."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

_PACKAGES = ("rapidocr", "onnxruntime", "opencv-python-headless")


@cache
def find_version() -> str | None:
    """Return the versions of the packages of text recognition, None unless all are installed."""
    try:
        return " ".join(f"{package} {version(package)}" for package in _PACKAGES)
    except PackageNotFoundError:
        return None
