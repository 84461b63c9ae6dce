"""The staff's web pages: server-rendered, whole without a script; no rule and no query is here."""
