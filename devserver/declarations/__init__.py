"""Declarations: read from layered folders, validated, cross-checked, watched, and served as one frozen library."""
