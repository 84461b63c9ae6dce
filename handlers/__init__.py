"""Chat presentation: routers, keyboards, replies."""
