from . import test_rules_suggestions
from . import test_kam_suggestion
from . import test_kam_suggestion_reply
from . import test_kam_suggestion_interim
from . import test_kam_suggestion_task
from . import test_kam_suggestion_settling
from . import test_kam_suggestion_figure
