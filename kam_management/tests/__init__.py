from . import (
    test_accessibility,
    test_computed_fields,
    test_conversations,
    test_dialogs,
    test_hidden_relations,
    test_layers,
    test_menus,
    test_wording,
)
from .guard import *
from .organisation import *
from .deadline import *
from .approval import *
from .account import *
from .handover import *
from .information import *
from .stakeholder import *
from .ledger import *
from .screening import *
from .development import *
from .visit import *
from .suggestion import *
from .service import *
