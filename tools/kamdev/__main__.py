"""Entry of ``python -m tools.kamdev``; must parse on every Python 3, to say which one is needed."""

import sys

if sys.version_info < (3, 10):
    sys.exit(
        "kam: Python 3.10 or newer is needed, this is %d.%d: install one and name it, "
        "for example make run PYTHON=python3.11" % sys.version_info[:2]
    )

from .cli import main

sys.exit(main())
