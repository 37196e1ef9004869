"""What a plan tells of bad input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tempen.errors import TempenError


def codes(do: Callable[..., object], *args: Any, **settings: Any) -> list[str]:
    """The codes of the faults that a call raises; every sentence can be said."""
    with pytest.raises(TempenError) as caught:
        do(*args, **settings)
    assert all("{" not in fault.say() for fault in caught.value.faults)
    return [fault.code for fault in caught.value.faults]
