"""`python -m voicelive_events` is the command `voicelive-events`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
