from . import kam_suggestion_answer
from . import kam_suggestion_decide
