"""Runs in other people's environments: each file is the whole of one peer, asked over NDJSON, and imports nothing of ours."""
