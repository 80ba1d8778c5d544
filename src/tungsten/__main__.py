"""``python -m tungsten``: the command line, where the script ``tungsten`` is not on the path."""

import sys

from tungsten.cli import main

if __name__ == "__main__":
    sys.exit(main())
