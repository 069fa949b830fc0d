from odoo.fields import Command

from ..approval.forms import FormHelpers
from ..common import KamCommon

NEED = {
    "name": "Stable colour over all batches",
    "importance": 4,
    "technology_required": 4,
    "technology_own": 3,
    "production_required": 4,
    "production_own": 5,
}


class ScreeningCommon(FormHelpers, KamCommon):
    """``rep_shanghai`` screens ``stranger``; the supervisor of Shanghai and the manager of East
    decide. ``_filled`` makes the form complete, ``_submitted`` and ``_approve`` move it on.

    The risk template has two indicators: delivery (weight 60) and rivals (weight 40); medium from
    45 %, high from 65 %.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.kam_rescreening_days = 180
        cls.big = cls.env["kam.customer.class"].create({"name": "Big", "code": "T-BIG"})
        cls.template = cls._template()
        cls.template.action_activate()

    @classmethod
    def _template(cls, **vals):
        return cls.env["kam.risk.template"].create(
            {
                "name": "Test risk",
                "threshold_medium": 45,
                "threshold_high": 65,
                "indicator_ids": [
                    Command.create(cls._indicator("Delivery", 60, "needs")),
                    Command.create(cls._indicator("Rivals", 40, "competitors")),
                ],
                **vals,
            }
        )

    @staticmethod
    def _indicator(name, weight, heading="advantage"):
        return {
            "name": name,
            "weight": weight,
            "heading": heading,
            "anchor_ids": [
                Command.create({"score": score, "text": f"{name} means {score}"})
                for score in range(1, 6)
            ],
        }

    @classmethod
    def _screening(cls, user=None, partner=None, **vals):
        """Let somebody begin a screening; returned as superuser."""
        return (
            cls.env["kam.screening"]
            .with_user(user or cls.rep_shanghai)
            .create({"partner_id": (partner or cls.stranger).id, "class_id": cls.big.id, **vals})
            .sudo()
        )

    def _started(self, user=None, partner=None, **vals):
        screening = self._screening(user, partner, **vals)
        self._as(user or self.rep_shanghai, screening).action_start()
        return screening

    def _filled(self, user=None, partner=None, scores=(2, 3), **vals):
        """Return a screening with everything that submitting asks for."""
        user = user or self.rep_shanghai
        screening = self._started(user, partner, **vals)
        self._as(user, screening).write(
            {
                "need_ids": [Command.create(NEED)],
                "line_ids": [
                    Command.update(line.id, {"score": score, "reason": "Seen on site"})
                    for line, score in zip(screening.line_ids, scores, strict=True)
                ],
            }
        )
        return screening

    def _submitted(self, user=None, partner=None, **vals):
        screening = self._filled(user, partner, **vals)
        self._as(user or self.rep_shanghai, screening).action_submit()
        return screening

    def _approve(self, screening):
        for user in (self.supervisor_shanghai, self.manager_east):
            self._decide(user, screening)

    def _approved(self, **vals):
        screening = self._submitted(**vals)
        self._approve(screening)
        return screening

    def _attach(self, record, name="Paper.txt", raw=b"paper"):
        return self.env["ir.attachment"].create(
            {"name": name, "raw": raw, "res_model": record._name, "res_id": record.id}
        )
