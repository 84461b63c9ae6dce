"""The same conversation with the web chat server, held by four Bot API libraries."""
