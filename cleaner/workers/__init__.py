"""Worker processes for any task: a task that hangs, crashes or eats memory costs itself alone.

`pool` hands out tasks and collects results, `process` is what runs in each worker, `startup` says
why workers cannot be started here or died early, `limits` counts cores and limits memory.
"""
