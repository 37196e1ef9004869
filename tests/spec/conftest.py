"""What a drawn table says must be so on every engine."""

from __future__ import annotations

import pytest

from tempen.estimate import ENGINES
from tests.engines import NEEDS, marked


@pytest.fixture(autouse=True, params=[marked(name) for name in NEEDS])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The engine in the place of the default one."""
    monkeypatch.setitem(ENGINES, "embedded", ENGINES[request.param])
    return request.param
