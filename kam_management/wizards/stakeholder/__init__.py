from . import base_partner_merge_stakeholders
from . import privacy_lookup_wizard_line
