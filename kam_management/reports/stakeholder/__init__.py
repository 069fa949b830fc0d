from . import kam_stakeholder_report
