"""The application that gunicorn serves, configured from the environment."""

from __future__ import annotations

import os

from whitenoise import WhiteNoise

from tempen.web.config import read_config
from tempen.web.start import start

start(read_config(os.environ))

from django.conf import settings  # noqa: E402  (after start)
from django.core.wsgi import get_wsgi_application  # noqa: E402

from tempen.web.settings import STATIC  # noqa: E402
from tempen.web.study import of_folder  # noqa: E402

FOREVER = 365 * 24 * 3600

# Read before the fork: a worker that begins later has the study as it was at the start, whatever
# somebody is writing in the folder just then.
of_folder()

application = WhiteNoise(
    get_wsgi_application(),
    root=STATIC,
    prefix=settings.STATIC_URL,
    max_age=FOREVER,
    immutable_file_test=lambda path, url: True,
)
