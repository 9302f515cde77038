"""``python -m saite`` is the command ``saite``."""

from saite.cli import main

main()
