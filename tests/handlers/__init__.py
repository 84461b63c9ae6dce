"""Tests of the chat presentation, through the real dispatcher."""
