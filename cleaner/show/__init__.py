"""Documents as people look at them: on a terminal, and as pages that show labels and reasons.

`labelling` holds what is shown of each paragraph, and lays two labellings beside each other;
`structure` finds the page's own boxes, lists and tables again; `strip` draws a page in small;
`view` writes the page of a document, `index` the list of all of them, `terminal` is for terminals.
Nothing here reads sources or cleans: it is given documents.
"""
