"""Bytes to data and back, knowing nothing of shops.

In come files in any usual encoding (`encoding`), YAML, JSON or TOML. Out go plain data with the
line of every key, or every mistake with its place and what was expected there (`validation`).
"""
