"""Names without what people leave out when they look for them."""

import unicodedata


def fold_name(text: str) -> str:
    """Make names equal that differ in case, accents, quotes, dashes and other marks only.

    >>> fold_name("„Baltā  Māja“"), fold_name("Sankt – Peterburge")
    ('balta maja', 'sankt peterburge')

    :source: Unicode Standard, section 3.13, compatibility caseless matching (D146)
    """
    plain = text
    for _ in range(2):  # some letters show their case only once they are decomposed
        plain = unicodedata.normalize("NFKD", plain.casefold())
    letters = (c for c in plain if not unicodedata.category(c).startswith("M"))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())
