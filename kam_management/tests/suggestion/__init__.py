from . import test_rules_suggestions
from . import test_kam_suggestion
from . import test_rules_mail_headers
from . import test_kam_suggestion_mail
from . import test_kam_suggestion_intake
from . import test_kam_suggestion_intake_concurrency
from . import test_kam_suggestion_kind
