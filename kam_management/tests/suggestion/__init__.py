from . import test_rules_suggestions
from . import test_rules_text_grams
from . import test_kam_suggestion
from . import test_kam_suggestion_similar
from . import test_kam_suggestion_join
from . import test_kam_suggestion_join_concurrency
from . import test_kam_suggestion_similar_tour
from . import test_kam_suggestion_kind
