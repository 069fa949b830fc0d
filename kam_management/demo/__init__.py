from . import account
from . import screening
from . import visit
