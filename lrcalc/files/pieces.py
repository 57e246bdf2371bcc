"""JSON read piece by piece: a document of any length takes no more memory than the largest value that is read whole."""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from lrcalc.files import DataError, not_text

PIECE = 2**16  # characters that are read at once
LONGEST = 2**24  # characters of one value
CUT = 3  # characters in which a number may have ended too early
WORD = 12  # characters in which true, null or -Infinity may have been cut

_not_blank = re.compile(r"[^ \t\r\n]").search
_EXPECTED = {
    "{": "an object",
    "[": "a list",
    ":": "':' delimiter",
    ",}": "',' delimiter or '}'",
    ",]": "',' delimiter or ']'",
}


class TooLongError(DataError):
    """A value is longer than was allowed."""


class Pieces:
    """The values of a text, one after another; a list's items and an object's members one by one.

    Raises DataError, with line and column, where the text is not JSON.

    >>> from io import StringIO
    >>> pieces = Pieces(StringIO('{"rows": [1, 2]} 3'))
    >>> [(key, [pieces.value() for _ in pieces.items()]) for key in pieces.members()], pieces.value()
    ([('rows', [1, 2])], 3)
    """

    def __init__(self, text: TextIO, decoder: json.JSONDecoder | None = None) -> None:
        self._text = text
        self._decode = (decoder or json.JSONDecoder()).raw_decode
        self._buffer = ""
        self._at = 0
        self._counted = 0  # up to here lines are counted:
        self._before = (1, 1)  # the line and the column that it is in

    @property
    def line(self) -> int:
        """The line of the text that was read last."""
        self._before, self._counted = self._after(self._at), self._at
        return self._before[0]

    def peek(self) -> str:
        """Return the next character that is not blank; an empty text at the end."""
        while True:
            found = _not_blank(self._buffer, self._at)
            self._at = found.start() if found else len(self._buffer)
            if self._at < len(self._buffer) or not self._read_on():
                return self._buffer[self._at : self._at + 1]

    def value(self, most: int = LONGEST) -> Any:
        """Return the next value as a whole. Raises TooLongError for one of more characters, which stays the next."""
        self.peek()
        while True:
            value, end, wrong = self._decoded()
            if end > len(self._buffer) - CUT:  # it may go on, as 1, 1. and 1e+ do
                if end - self._at > most:
                    raise TooLongError(f"{self._place(self._at)}: a value has more than {most:,} characters")
                if self._read_on():
                    continue
            if wrong:
                raise wrong
            self._at = end
            return value

    def items(self) -> Iterator[int]:
        """Yield the number of each item of the next value, a list; the item is to be read before the next."""
        self._take("[")
        if self.peek() == "]":
            self._take("]")
            return
        index = 0
        while True:
            yield index
            index += 1
            if self._take(",]") == "]":
                return

    def members(self) -> Iterator[str]:
        """Yield each key of the next value, an object; its value is to be read before the next."""
        self._take("{")
        if self.peek() == "}":
            self._take("}")
            return
        while True:
            if self.peek() != '"':
                raise DataError(f"{self._place(self._at)}: Expecting property name enclosed in double quotes")
            key: str = self.value()
            self._take(":")
            yield key
            if self._take(",}") == "}":
                return

    def end(self) -> None:
        """Raise DataError where anything is left."""
        if self.peek():
            raise DataError(f"{self._place(self._at)}: Extra data")

    def _decoded(self) -> tuple[Any, int, DataError | None]:
        """Return the next value with its end in the buffer, or what is wrong with it, which more text may mend."""
        try:
            return *self._decode(self._buffer, self._at), None
        except json.JSONDecodeError as error:
            may_go_on = error.msg.startswith("Unterminated") or error.pos > len(self._buffer) - WORD
            wrong = DataError(f"{self._place(error.pos)}: {error.msg}")
            return None, len(self._buffer) if may_go_on else self._at, wrong
        except RecursionError:
            raise DataError("it is nested too deeply") from None
        except DataError:  # of the decoder's own functions
            raise
        except ValueError:  # of Python, which bounds them
            raise DataError("a whole number has too many digits") from None

    def _take(self, letters: str) -> str:
        found = self.peek()
        if not found or found not in letters:
            raise DataError(f"{self._place(self._at)}: Expecting {_EXPECTED.get(letters, letters)}")
        self._at += 1
        return found

    def _place(self, at: int) -> str:
        """Return a place in the buffer as line and column."""
        line, column = self._after(at)
        return f"line {line}, column {column}"

    def _after(self, at: int) -> tuple[int, int]:
        lines = self._buffer.count("\n", self._counted, at)
        line, column = self._before
        return line + lines, at - self._buffer.rfind("\n", 0, at) if lines else column + at - self._counted

    def _read_on(self) -> bool:
        """Drop what was read from the buffer and add to it; tell whether there was more."""
        try:
            more = self._text.read(max(PIECE, len(self._buffer) - self._at))
        except UnicodeDecodeError:
            raise not_text(self._text.name) from None
        if more:
            self._before = self._after(self._at)
            self._buffer = self._buffer[self._at :] + more
            self._at = self._counted = 0
        return bool(more)
