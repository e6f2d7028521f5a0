"""Tell people about a run: one digest, sent by mail and to webhooks; a heartbeat and metrics for monitoring."""
