# Copied from templates/python/runtime/transports/_logs.py: edit there, not here.
"""Keeps API keys and other secrets out of the HTTP libraries' logs: these quote the server, which may echo what it was sent."""

from __future__ import annotations

import logging
import re

from azotte._contract import KEY_KINDS
from azotte._secret import scrub_held


def mask_keys(*loggers: str) -> None:
    """Mask API keys in what these loggers log from now on."""
    for name in loggers:
        logging.getLogger(name).addFilter(_mask)


def _mask(record: logging.LogRecord) -> bool:
    text = record.getMessage()
    if record.exc_info:
        text = f"{text}\n{logging.Formatter().formatException(record.exc_info)}"
    masked = scrub_held(_KEY.sub(r"\1…", text))
    if masked != text:
        record.msg, record.args, record.exc_info = masked, (), None
    return True


_PREFIX = "|".join(re.escape(kind.prefix) for kind in KEY_KINDS)
# Up to where the next key begins, if one follows directly.
_KEY = re.compile(rf"({_PREFIX})(?:(?!{_PREFIX})\w)+")
