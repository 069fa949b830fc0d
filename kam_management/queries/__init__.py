"""The figures that candidates are found by, as SQL; ``docs/finding-candidates.md`` in words."""

from . import candidates
