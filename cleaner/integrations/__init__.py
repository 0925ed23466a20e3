"""The ways into programs that have pipelines of their own: each is a module, and needs its extra.

`arrow` cleans batches of Arrow, which Spark, Ray Data, Dask, DuckDB and Polars hand out;
`asynchronous` is for asyncio; `scrapy`, `datatrove`, `langchain`, `llama_index` and `haystack` are
for what they are named after. `service` cleans in worker processes that stay; `rows` is what a page
becomes in a table.
"""
