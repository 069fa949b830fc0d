from . import kam_suggestion_answer
from . import kam_suggestion_decide
from . import kam_suggestion_write
from . import kam_suggestion_told
from . import kam_suggestion_mail_settle
