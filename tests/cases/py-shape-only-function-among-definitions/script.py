"""Counts what is large."""

import logging
import re
from typing import Callable

LIMIT = 10
PATTERN = re.compile(r"\d+")
log = logging.getLogger(__name__)
handlers: dict[str, Callable] = {}


class Row:
    def __init__(self, total):
        self.total = total


def large(row):
    return row.total > LIMIT


async def count(rows, field):
    return sum(large(Row(row[field])) for row in rows)
