from . import test_kam_deadline
from . import test_kam_deadline_concurrency
from . import test_kam_deadline_digest
from . import test_kam_deadline_figures
from . import test_kam_deadline_gone
from . import test_kam_deadline_job
from . import test_kam_my_day
from . import test_reading
