"""Start and end of billing periods and other durations, in UTC and whole seconds."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime

DAY = 86_400

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def period_start(anchor: int, interval: str, number: int) -> int:
    """Return the start of a period, in Unix seconds.

    It is computed from the first period, so that a short month does not affect later ones. From 31 January, months
    start on 28 February, 31 March and 30 April.

    Args:
        anchor: Start of the first period.
        interval: Length of a period, as the contract spells it (`PlanInterval`).
        number: Number of the period, from 0.
    """
    if interval in _DAYS:
        return anchor + number * _DAYS[interval] * DAY
    return _months_after(anchor, number * _MONTHS[interval])


def after(time: int, duration: str, number: int = 1) -> int:
    """Return a time and a number of durations later.

    Args:
        time: Unix seconds.
        duration: ISO 8601 with one unit, for example `P14D`, `P1M` or `P1Y`.
        number: How often it is added.
    """
    count = int(duration[1:-1]) * number
    match duration[-1]:
        case "D":
            return time + count * DAY
        case "W":
            return time + count * 7 * DAY
        case "M":
            return _months_after(time, count)
        case _:
            return _months_after(time, 12 * count)


def _months_after(time: int, months: int) -> int:
    start = datetime.fromtimestamp(time, UTC)
    month = start.year * 12 + start.month - 1 + months
    year, month = month // 12, month % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())
