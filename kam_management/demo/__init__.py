from . import account
from . import screening
