"""Words, numbers and dates as text, in English and Arabic."""
