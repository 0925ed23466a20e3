"""The ways into programs that have pipelines of their own.

`arrow` cleans batches of Arrow, which Spark, Ray Data, Dask, DuckDB and Polars hand out;
`asynchronous` is for asyncio. Both clean in the worker processes of `service`, which stay; `rows`
is what a page becomes in a table, and `columns` are those that it comes from. `sites` counts for a
site memory over a shuffle; `datatrove` has the steps of that engine.

`scrapy` is an item pipeline, with its settings in `scrapy_settings` and its site memory in
`scrapy_sites`. `langchain`, `llama_index` and `haystack` give those frameworks `texts`.
"""
