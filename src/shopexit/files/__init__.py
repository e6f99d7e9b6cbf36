"""Find, read, validate and write files; nothing here depends on shops or rules.

Files in YAML, JSON or TOML become plain data that keep the line of every key. Errors name the
place, the value found and the value expected.
"""
