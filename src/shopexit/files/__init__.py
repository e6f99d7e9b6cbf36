"""Reading and validating files; independent of shops and rules.

Input: files in any usual encoding (`encoding`), as YAML, JSON or TOML. Output: plain data with the
line of every key, and errors with place and expected value (`validation`).
"""
