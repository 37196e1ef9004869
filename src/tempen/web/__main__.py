"""Django's own commands for those who keep the installation: `python -m tempen.web migrate`."""

import os
import sys

from tempen.web.config import read_config
from tempen.web.start import start


def main() -> None:
    start(read_config(os.environ))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
