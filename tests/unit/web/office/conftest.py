import pytest


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Passwords are hashed at the least price; what they protect in tests is nothing."""
    from django.contrib.auth.hashers import ScryptPasswordHasher

    monkeypatch.setattr(ScryptPasswordHasher, "work_factor", 2)
