"""Settings of every test."""

from hypothesis import settings

settings.register_profile("tungsten", deadline=None)  # a busy machine is no failure
settings.load_profile("tungsten")
