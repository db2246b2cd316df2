"""One JSON line an entry, on the error stream, for our own logger and for every library's.

An exception is told by its class and place. Its text is left out: a database error, say, can quote a row.
"""

import logging
import sys
from types import TracebackType
from typing import Any

import orjson
import structlog

Entry = dict[str, Any]


def configure(level: str) -> None:
    """Send everything from `level` on to the error stream. Safe to call again."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # It tells every job twice a second; what fails is a warning and stays.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)


class _Line(logging.Formatter):
    """A library's record as one of our lines."""

    def format(self, record: logging.LogRecord) -> str:
        entry: Entry = {"event": record.getMessage(), "logger": record.name, "level": record.levelname.lower()}
        if record.exc_info and record.exc_info[0] is not None:
            entry |= {"error": record.exc_info[0].__name__, "where": place(record.exc_info[2])}
        return orjson.dumps(entry, default=str).decode()


def place(traceback: TracebackType | None) -> str:
    """File and line where an exception was raised."""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f"{traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno}" if traceback else ""


def _render(_: object, __: str, entry: structlog.typing.EventDict) -> str:
    return orjson.dumps(entry, default=str).decode()
