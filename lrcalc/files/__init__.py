"""Curves from files. One file here is one kind of file."""

import codecs
from typing import TextIO

LARGEST = 100_000_000  # bytes of a file
SUFFIXES = (".json", ".jsonl", ".csv", ".tsv")  # that files with curves usually have


class DataError(ValueError):
    """Data is not a curve; the message says where, and why."""


def decoded(content: bytes) -> str:
    r"""Return the text of a file: UTF-8, or UTF-16 that begins with a byte-order mark, as PowerShell writes it.

    Raises DataError for what is not text, or is larger than anybody writes code.

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


def text_of(path: str) -> TextIO:
    """Open a text file, in the encoding that ``decoded`` takes it for."""
    with open(path, "rb") as file:
        encoding = _encoding(file.read(2))
    return open(path, encoding=encoding, newline="")


def not_text(path: str) -> DataError:
    """Return the error of a file that is not text, with the line."""
    line = 1
    with open(path, "rb") as file:
        encoding = _encoding(file.read(2))
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        while part := file.read(2**16):
            before = decoder.getstate()
            try:
                line += decoder.decode(part).count("\n")
            except UnicodeDecodeError as error:
                decoder.setstate(before)
                line += decoder.decode(error.object[len(before[0]) : error.start]).count("\n")
                break
    return DataError(f"line {line} is not {encoding.removesuffix('-sig').upper()} text")


def _encoding(start: bytes) -> str:
    return "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
