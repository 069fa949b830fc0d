from . import profile
from . import evaluation
