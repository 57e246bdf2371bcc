"""Curves from files. One file here is one kind of file."""


class DataError(ValueError):
    """Data is not a curve; the message says where, and why."""
