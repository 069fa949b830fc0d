from . import test_rules_suggestions
from . import test_kam_suggestion
from . import test_kam_suggestion_public
from . import test_kam_suggestion_portal
from . import test_kam_suggestion_portal_crawl
from . import test_kam_suggestion_portal_tour
from . import test_kam_suggestion_rating
from . import test_rules_uploads
