"""Validate raw and built tables by Great Expectations suites."""
