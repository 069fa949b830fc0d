from . import test_credit_layers
from .profile import *
from .evaluation import *
from .change import *
