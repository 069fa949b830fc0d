from . import kam_suggestion_mail_settle
