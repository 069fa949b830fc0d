from markupsafe import Markup

from odoo import api, models

from ... import wording
from ...wording import WHOLE


class KamWording(models.AbstractModel):
    """The signs of the reader's language (:mod:`...wording`), for templates of prints and mails."""

    _name = "kam.wording"
    _description = "Signs of the Reader's Language"

    @api.model
    def _percentage(self, number, digits=2):
        """Return a number of percent, see :func:`wording.percentage`."""
        return wording.percentage(self.env, number, digits)

    @api.model
    def _noted(self, text, note):
        """Return a text with a note between brackets, see :func:`wording.noted`."""
        return wording.noted(self.env, text, note)

    @api.model
    def _listed(self, items):
        """Return things of one kind in a row, see :func:`wording.listed`."""
        return wording.listed(self.env, items)

    @api.model
    def _unbroken(self, text):
        """Return a text that breaks at blanks only: days and hours stay whole, in Chinese too."""
        return Markup(" ").join(map(WHOLE.format, (text or "").split()))

    @api.model
    def _head(self, label):
        """Return a label with the sign that stands before what it says: “Label:”."""
        return self.env._("%(label)s:", label=label)
