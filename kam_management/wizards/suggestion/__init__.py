from . import kam_suggestion_write
from . import kam_suggestion_told
