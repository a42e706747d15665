"""The script's own name and text, for whatever shows a place in it."""

# What tracebacks call it. A name without angle brackets: linecache asks the script's loader for such a file only.
FILE = "script.py"


class Loader:
    """The script as tracebacks read it."""

    text = ""

    def get_source(self, name=None):
        return self.text


LOADER = Loader()
