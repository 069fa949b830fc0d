from . import kam_credit_document_reject
from . import kam_credit_document_ask
