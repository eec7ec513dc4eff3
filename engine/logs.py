"""The form of a log line, one JSON object an event, and who may write one where plugins run."""

from __future__ import annotations

import logging
import os

import structlog


def write_json_lines() -> None:
    """Let our own events become JSON lines of the standard library's log, so that a log which cannot be written stops nothing."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def keep_standard_error(*loggers: str) -> None:
    """Leave standard error to these loggers alone: what a plugin writes there, or logs, may be patient data."""
    ours = logging.StreamHandler(os.fdopen(os.dup(2), "w", encoding="utf-8"))
    others = next(iter(logging.getLogger().handlers), None)
    if others is not None:
        ours.setFormatter(others.formatter)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for name in loggers:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [ours], False
    write_json_lines()
