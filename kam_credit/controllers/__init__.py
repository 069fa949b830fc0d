from . import kam_credit_document
