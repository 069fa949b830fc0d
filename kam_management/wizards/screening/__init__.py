from . import kam_candidate_search
from . import kam_candidate_search_line
from . import kam_screening_assign
