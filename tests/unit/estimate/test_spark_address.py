"""A Spark Connect address: where nobody answers, that is told at once."""

from __future__ import annotations

import socket

import pytest

from tempen.estimate.engines.tables import knock


def test_nobody_is_at_the_address():
    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]
        knock(f"sc://localhost:{port}/;token=x")
    with pytest.raises(OSError, match="refused"):
        knock(f"sc://localhost:{port}")
