from . import test_kam_credit_content_forms
from . import test_kam_credit_document
from . import test_kam_credit_document_copy
from . import test_kam_credit_document_owed
from . import test_kam_credit_document_request
from . import test_kam_credit_document_roles
from . import test_kam_credit_statement
from . import test_rules_credit_documents
