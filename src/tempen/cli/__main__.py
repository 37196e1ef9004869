"""`python -m tempen.cli`, where the command itself is not on the path."""

from tempen.cli import main

main()
