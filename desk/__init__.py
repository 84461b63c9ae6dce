"""The staff's web pages: server-rendered, without JavaScript; no rule and no query lives here."""
