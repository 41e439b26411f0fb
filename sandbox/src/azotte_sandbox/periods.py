"""Billing periods: where each begins and ends. All in UTC and whole seconds."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime

DAY = 86_400

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def period_start(anchor: int, interval: str, number: int) -> int:
    """When a period begins, in Unix seconds.

    Counted from the first one, so that a day that a month lacks does not shorten those after it: from 31 January the
    months begin on 28 February, 31 March and 30 April.

    Args:
        anchor: when the first period began.
        interval: how long a period lasts, as the contract spells it (`PlanInterval`).
        number: which period; 0 is the first.
    """
    if interval in _DAYS:
        return anchor + number * _DAYS[interval] * DAY
    start = datetime.fromtimestamp(anchor, UTC)
    month = start.year * 12 + start.month - 1 + number * _MONTHS[interval]
    year, month = month // 12, month % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())
