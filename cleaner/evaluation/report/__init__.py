"""The report of an evaluation: a page with charts, and views of the worst pages beside their gold.

`curves` computes what the charts show, `charts` draws them, `worst` writes the views, `report` the
page.
"""
