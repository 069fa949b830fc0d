from . import account_states
from . import validity
