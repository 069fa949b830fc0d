from .profile import *
from .evaluation import *
from .change import *
