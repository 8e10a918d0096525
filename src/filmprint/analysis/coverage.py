"""A warning where samples could not be decoded."""


def coverage_warnings(decoded: int, wanted: int) -> tuple[str, ...]:
    """One warning, or none where all samples were decoded."""
    if decoded == wanted:
        return ()
    return (f"{wanted - decoded} of {wanted} samples could not be answered.",)
