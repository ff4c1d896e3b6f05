"""Korean particles, which depend on whether a word ends in a consonant."""


def closed(word: str) -> bool:
    """Whether the last syllable ends in a consonant: 곰 does, 고양이 does not."""
    return (ord(word[-1]) - 0xAC00) % 28 != 0


def subject(word: str) -> str:
    """고양이가, 곰이"""
    return word + ("이" if closed(word) else "가")


def topic(word: str) -> str:
    """고양이는, 곰은"""
    return word + ("은" if closed(word) else "는")


def target(word: str) -> str:
    """고양이를, 곰을"""
    return word + ("을" if closed(word) else "를")


def along(word: str) -> str:
    """고양이와, 곰과"""
    return word + ("과" if closed(word) else "와")


def to_be(word: str) -> str:
    """고양이예요, 곰이에요"""
    return word + ("이에요" if closed(word) else "예요")
