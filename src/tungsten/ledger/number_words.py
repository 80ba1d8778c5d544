"""Number words, added up word by word: two hundred thousand and five."""


class WordSum:
    """The sum of number words: ``total`` of what has a scale, ``section`` of hundreds and tens, then ``digit``."""

    def __init__(self) -> None:
        self.total = self.section = 0.0
        self.digit: float | None = None
        self.scale = self.last = 1.0
        self.ends_in_zero = False

    @property
    def value(self) -> float:
        return self.total + self.section + (self.digit or 0)

    def add(self, kinds: dict[str, str], has_begun: bool, is_joined: bool) -> bool:
        """Add one more word and return True; return False if it does not continue the number.

        Args:
            kinds: The meanings of the word, by kind.
            has_begun: Whether a word was added before.
            is_joined: Whether "and" or a hyphen stands before the word.
        """
        if "number" in kinds:
            return self._add_number(float(kinds["number"]), is_joined)
        if "times" in kinds and (self.digit is not None or "alone" in kinds):
            return self._multiply_digit(float(kinds["times"]))
        return "scale" in kinds and has_begun and self._close_section(float(kinds["scale"]), is_joined)

    def _add_number(self, value: float, is_joined: bool) -> bool:
        is_after_zero = self.digit == 0 and value > 0  # 三百零五
        if self.digit is not None and not is_after_zero and not _adds(self.digit, value, is_joined):
            return False
        if self.digit is None and self.section and value >= 100 and self.section % 1000 == 0:
            return False
        self.digit = value + (self.digit or 0)
        self.ends_in_zero = value == 0 or is_after_zero
        return True

    def _multiply_digit(self, times: float) -> bool:
        least = self.last if self.digit is None else self.last * 10
        if self.section and times >= least and self.section < 1000:
            return False
        self.section += (1 if self.digit is None else self.digit) * times
        self.digit, self.last, self.ends_in_zero = None, times, False
        return True

    def _close_section(self, scale: float, is_joined: bool) -> bool:
        if self.digit is None and not self.section:
            if is_joined or self.total == 0:
                return False
            self.total *= scale
        else:
            self.total += (self.section + (self.digit or 0)) * scale
        self.scale = self.last = scale
        self.section, self.digit, self.ends_in_zero = 0.0, None, False
        return True

    def shift_last_digit(self) -> None:
        """Move a last digit to the place below the last scale word: 两万五 is 25,000."""
        if self.digit is not None and self.digit < 10 and self.last >= 100 and not self.ends_in_zero:
            self.digit *= self.last / 10


def _adds(digit: float, value: float, is_joined: bool) -> bool:
    """Return whether a number word adds to the one before it: twenty five, and five and twenty in Arabic."""
    if digit >= 100:
        return value < 100 and (digit % 100 == 0 or _adds(digit % 100, value, is_joined))
    if digit >= 20 and digit % 10 == 0:
        return 0 < value < 10
    return is_joined and 0 < digit < 10 and value >= 20 and value % 10 == 0
