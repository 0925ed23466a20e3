"""Review: people look at pages, most doubtful first, and set labels right in a browser.

`corrections` keeps what they say, as a corpus of stand-off labels; `preparing` cleans and draws the
pages, in worker processes; `alike` says which paragraphs of a site are alike; `session` is what can
be asked and changed; `server` is its face on loopback; `agreement` compares two persons.
"""
