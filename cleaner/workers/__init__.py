"""Worker processes for any task: one that hangs, crashes or eats memory does not affect others.

`pool` hands out tasks and collects results, `process` is what runs in each worker, `startup` says
why workers cannot be started here or died early, `limits` counts cores and limits memory.
"""
