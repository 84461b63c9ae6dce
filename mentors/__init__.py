"""The mentor pool; arrives with matching."""
