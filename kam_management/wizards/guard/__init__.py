from . import kam_seal_comparison
