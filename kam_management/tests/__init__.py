from .guard import *
from .organisation import *
from .approval import *
from .account import *
from .handover import *
from .information import *
from .stakeholder import *
from .screening import *
