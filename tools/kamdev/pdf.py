"""wkhtmltopdf with its patched Qt, which alone prints headers and footers, and Chinese fonts."""

import shutil
import subprocess
from xml.sax.saxutils import escape

from . import system
from .console import say
from .errors import Problem

# What the packaged wkhtmltopdf links to; desktops have them, small servers may not.
_LIBRARIES = ("libfontconfig1", "libfreetype6", "libx11-6", "libxext6", "libxrender1")
_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
    <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
    <dir>{fonts}</dir>
    <cachedir>{cache}</cachedir>
    <alias><family>sans-serif</family><default><family>{chinese}</family></default></alias>
    <alias><family>serif</family><default><family>{chinese}</family></default></alias>
    <alias><family>monospace</family><default><family>{chinese}</family></default></alias>
</fontconfig>
"""
_CHINESE = "WenQuanYi Zen Hei"


def ensure(layout):
    """Make ``wkhtmltopdf`` and the fonts ready; say what is missing where that cannot be done.

    :return: environment variables for programs that draw text
    """
    layout.bin.mkdir(parents=True, exist_ok=True)
    packed = layout.venv / "bin" / "wkhtmltopdf-pack"
    link = layout.bin / "wkhtmltopdf"
    if packed.exists() and not link.is_symlink():
        link.symlink_to(packed)
    program = link if link.exists() else shutil.which("wkhtmltopdf")
    if not program:
        say("  PDFs cannot be printed: install wkhtmltopdf 0.12 with patched Qt on this machine")
    elif not _works(program):
        _install_libraries(program)
    return {"FONTCONFIG_FILE": str(_fonts_conf(layout))}


def _works(program):
    answer = subprocess.run([program, "--version"], capture_output=True, check=False)
    return answer.returncode == 0


def _install_libraries(program):
    advice = f"PDFs cannot be printed: apt-get install {' '.join(_LIBRARIES)}"
    if not system.may_install():
        say(f"  {advice}")
        return
    try:
        system.install("libraries for PDFs", _LIBRARIES)
    except Problem as problem:
        say(f"  {advice} ({problem})")
    else:
        if not _works(program):
            say(f"  PDFs cannot be printed: {program} does not start")


def _fonts_conf(layout):
    """Write the fontconfig file that adds our fonts to the machine's."""
    text = _FONTS_CONF.format(
        fonts=escape(str(layout.debian / "usr" / "share" / "fonts")),
        cache=escape(str(layout.work / "fontconfig")),
        chinese=_CHINESE,
    )
    path = layout.work / "fonts.conf"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path
