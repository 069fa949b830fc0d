from . import models
from . import controllers
from . import demo
from . import reports
from . import wizards
from .hooks import uninstall_hook
