"""What is logged: that something failed and where, never an answer, an address or a token."""

from __future__ import annotations

import logging
import logging.config
import re
from typing import Any

SECRET = re.compile(r"/(l|link)/[A-Za-z0-9_-]+")


class WithoutSecrets(logging.Filter):
    """Takes tokens out of messages, and what was sent in out of their arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = SECRET.sub(r"/\1/…", record.getMessage())
        record.args = ()
        record.request = None  # type: ignore[attr-defined]
        return True


def configure(config: dict[str, Any]) -> None:
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"secrets": {"()": "tempen.web.log.WithoutSecrets"}},
            "formatters": {"plain": {"format": "{levelname} {name} {message}", "style": "{"}},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "plain",
                    "filters": ["secrets"],
                }
            },
            "loggers": {
                "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
                "tempen": {"handlers": ["stderr"], "level": config["level"], "propagate": False},
            },
        }
    )
