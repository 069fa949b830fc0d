from . import test_kam_account_group
from . import test_kam_development
from . import test_kam_development_blind
from . import test_kam_development_letter
from . import test_kam_development_meeting
from . import test_kam_development_refused
from . import test_rules_development_value
from . import test_rules_letters
