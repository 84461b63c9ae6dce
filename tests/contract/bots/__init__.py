"""Bots that hold the contract test's conversation, one per library."""
