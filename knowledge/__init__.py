"""The policy library: from text to a proved answer."""
