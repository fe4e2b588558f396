"""The log: a line of keys and values for each event."""

import io
import re

from adapters.logs import logger


class Terminal(io.StringIO):
    """A stream that people look at."""

    def isatty(self) -> bool:
        return True


def test_a_line_has_the_time_the_level_the_event_and_the_rest() -> None:
    stream = io.StringIO()
    logger(stream).warning("run.file", path="a b.csv", rows=3)
    told = r'timestamp=\d{4}-\d\d-\d\dT\S+Z level=warning event=run\.file path="a b\.csv" rows=3\n'
    assert re.fullmatch(told, stream.getvalue())


def test_on_a_terminal_it_is_silent() -> None:
    stream = Terminal()
    logger(stream).error("run.file")
    assert stream.getvalue() == ""
