from . import account_states
from . import table_file
from . import validity
