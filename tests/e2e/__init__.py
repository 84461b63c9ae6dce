"""Tests of the whole: real processes and a real browser."""
