from .delivery import *
