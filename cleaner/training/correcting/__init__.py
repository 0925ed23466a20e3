"""Learning from corrections: a site layer on top of a model that is there already.

`corrected` reads what people said of pages, `fit` fits the layer and measures it on pages left out,
`check` says what changes on other sites, `learn` puts the three in a row and writes the model.
"""
