"""A self-hosted Bot API server and its mobile chat page; knows nothing of mentoring."""
