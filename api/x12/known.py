"""Values already read, by the text they were read from: a file says the same things again and again.

A value of a file is read once and then looked up, which costs a third. Only values that nobody changes are kept so.
"""

from collections.abc import Callable
from typing import Final, TypeVar

_MAX_KNOWN: Final = 2_048
_MAX_TEXT: Final = 96
_Value = TypeVar("_Value")


class Known(dict[str, _Value]):
    """`known[text]` is what `read` makes of the text, read once. Bounded: emptied when it is full, and what has a long
    text is never kept, so a hostile file takes no more than a few megabytes.
    """

    def __init__(self, read: Callable[[str], _Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> _Value:
        value = self._read(text)
        if len(text) <= _MAX_TEXT:
            if len(self) >= _MAX_KNOWN:
                self.clear()
            self[text] = value
        return value
