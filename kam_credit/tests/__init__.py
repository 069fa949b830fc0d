from . import test_credit_conversations, test_credit_layers, test_credit_translations
from .profile import *
from .evaluation import *
from .change import *
from .overview import *
