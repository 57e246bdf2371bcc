"""The tools. One file here is one command; ``from_`` is ``lrcalc from``, whose name is a keyword of Python."""
