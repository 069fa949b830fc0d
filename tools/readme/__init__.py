"""Makes README.rst and static/description/index.html of an addon from the pages in its readme/."""
