"""The one kind of error that this package shows to the person at the terminal."""


class UnableToRun(Exception):  # noqa: N818 - the house names refusals UnableTo<Verb>
    """Something outside the program is not as it must be; the message says what to do about it."""
