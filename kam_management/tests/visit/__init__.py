from . import test_kam_visit
