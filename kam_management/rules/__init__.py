from . import account_states
from . import candidates
from . import deadlines
from . import revisions
from . import routing
from . import table_file
from . import validity
