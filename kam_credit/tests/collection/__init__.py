from . import test_rules_promises
from . import test_rules_disputes
from . import test_kam_credit_dispute
from . import test_kam_credit_promise
from . import test_kam_credit_collection_hostile
