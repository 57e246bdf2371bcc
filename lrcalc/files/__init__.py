"""Curves from files. One file here is one kind of file."""

import codecs

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
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(f"byte {error.start} is not {encoding.removesuffix('-sig').upper()} text") from None
