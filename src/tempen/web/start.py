"""Django made ready, once a process."""

from __future__ import annotations

from tempen.web.config import Config
from tempen.web.settings import make_settings


def start(config: Config) -> None:
    """Configure Django; a second call in the same process does nothing."""
    import django
    from django.conf import settings

    if settings.configured:
        return
    settings.configure(**make_settings(config))
    django.setup(set_prefix=False)


def migrate() -> None:
    """Bring the database to the models' state."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
