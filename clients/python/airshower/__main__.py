"""`python3 -m airshower`: the command line."""

import sys

from .cli import main

sys.exit(main())
