"""Tests of the mentors package."""
