"""What work that takes long tells of its progress, where nobody listens."""


def quiet(_step: object) -> None:
    """Tell nobody how far the work is."""
