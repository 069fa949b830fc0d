from . import test_rules_suggestions
from . import test_kam_suggestion
from . import test_kam_suggestion_public
