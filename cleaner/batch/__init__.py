"""Many pages into clean text, every one accounted for.

`runner` is the whole run. `find` makes one stream of pages from a folder (`sources`), from files
that hold many (`containers`), or from a list; `packed` and `sent` unpack them. `pool` spreads them
over processes, in each of which `worker` cleans one after another. `names`, `sinks` and `records`
say where the results go, `ledger` what is done, `summary` and `report` what came of it. `task` has
the records that pass between all of these.
"""
