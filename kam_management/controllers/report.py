import json
from collections.abc import Mapping

from werkzeug.exceptions import BadRequest

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.report_xlsx.controllers import main

from .. import arguments


class ReportController(main.ReportController):
    @http.route()
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """See the base method: what is no list of ids is refused in words, of prints of ours.

        So is what should hold names with values, and does not.

        :raise BadRequest: for a workbook, naming what was asked for; for options and context
        :raise UserError: for another print, as for what cannot be printed
        """
        if not all(map(arguments.is_id_text, (docids or "0").split(","))):
            env = _reader_env()
            text = env._("“%s” is no list of ids, separated by commas.", docids[:60])
            if converter == "xlsx":
                raise BadRequest(text)
            report = env["ir.actions.report"]._get_report_from_name(reportname)
            if (report.model or "").startswith("kam."):
                raise UserError(text)
        options = _read_named("options", data.pop("options", None))
        context = _read_named("context", options.pop("context", data.pop("context", None)))
        _check_context(context)
        for name, value in (("options", options), ("context", context)):
            if value:
                data[name] = json.dumps(value)
        return super().report_routes(reportname, docids=docids, converter=converter, **data)

    @http.route()
    def report_download(self, data, context=None, token=None, readonly=True):
        """See the base method.

        :raise BadRequest: for what names no print, and for what is no context
        """
        try:
            asked = json.loads(data)
        except (TypeError, ValueError):
            asked = None
        is_print = isinstance(asked, list) and len(asked) > 1
        if not is_print or not all(isinstance(part, str) for part in asked[:2]):
            raise BadRequest(
                _reader_env()._("“data” is %s: give address and type.", arguments.shown(data))
            )
        _check_context(_read_named("context", context))
        return super().report_download(data, context=context, token=token, readonly=readonly)


def _reader_env():
    """Return the environment in the language of the user, whatever the request says."""
    return request.env(context={**request.env.context, "lang": request.env.user.lang})


def _read_named(label, value):
    """Return the names with values that a parameter holds as JSON.

    :param str label: what the parameter is called
    :param value: what was handed over
    :rtype: dict
    :raise BadRequest: naming the parameter and its value
    """
    if not value:
        return {}
    read = value
    if isinstance(value, str):
        try:
            read = json.loads(value)
        except (ValueError, RecursionError):
            read = None
    if isinstance(read, Mapping):
        return {**read}
    raise BadRequest(
        _reader_env()._(
            "“%(field)s” is %(value)s: give names with their values as JSON.",
            field=label,
            value=arguments.shown(value),
        )
    )


def _check_context(context):
    try:
        arguments.check_context(_reader_env(), context)
    except UserError as error:
        raise BadRequest(str(error)) from error
