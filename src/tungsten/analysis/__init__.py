"""Compute concentration, demand and reserves from the figures. Functions take and return frames; none draws."""
