"""The only place that knows AWS, and its stand-in in memory."""
