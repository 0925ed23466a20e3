"""A folder of pages into a folder of clean text, every page accounted for.

`runner` is the whole run; `sources` finds and reads pages, `sinks` names, renders and writes what
comes out, `worker` does one page, `pool` keeps a crash to the page that caused it, and `summary`
counts.
"""
