from . import (
    test_credit_accessibility,
    test_credit_conversations,
    test_credit_layers,
    test_credit_menus,
    test_credit_translations,
    test_credit_wording,
)
from .profile import *
from .evaluation import *
from .change import *
from .document import *
from .assessment import *
from .limit import *
from .use import *
from .collection import *
from .exposure import *
from .hold import *
from .policy import *
from .simulation import *
from .backtest import *
from .radar import *
from .override import *
from .overview import *
