"""Curves from files. One file here is one kind of file."""

import codecs
from typing import TextIO

WRONG = "\ufffd"  # what stands for bytes that are not text
LARGEST = 100_000_000  # bytes of a file
SUFFIXES = (".json", ".jsonl", ".csv", ".tsv")  # that files with curves usually have


class DataError(ValueError):
    """Data is not a curve; the message says where, and why."""


def decoded(content: bytes) -> str:
    r"""Return the text of a file: UTF-8, or UTF-16 that begins with a byte-order mark, as PowerShell writes it.

    Raises DataError for what is not text, or is larger than anybody saves curves.

    >>> decoded(b"\xef\xbb\xbfepoch"), decoded("epoch".encode("utf-16"))
    ('epoch', 'epoch')
    """
    if len(content) > LARGEST:
        raise DataError(f"it is larger than {LARGEST // 10**6} MB")
    encoding = _encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(f"byte {error.start} is not {encoding.removesuffix('-sig').upper()} text") from None


def text_of(path: str, errors: str = "strict") -> TextIO:
    """Open a text file, in the encoding that ``decoded`` takes it for."""
    with open(path, "rb") as file:
        encoding = _encoding(file.read(2))
    return open(path, encoding=encoding, errors=errors, newline="")


def not_text(path: str) -> DataError:
    """Return the error of a file that is not text, with the line."""
    line = 1
    with text_of(path, "replace") as text:
        encoding = text.encoding.removesuffix("-sig").upper()
        while (part := text.read(2**16)) and WRONG not in part:
            line += part.count("\n")
        line += part.count("\n", 0, part.find(WRONG))
    return DataError(f"line {line} is not {encoding} text")


def _encoding(start: bytes) -> str:
    return "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
