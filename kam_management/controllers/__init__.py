from . import kam_stakeholder_privacy
