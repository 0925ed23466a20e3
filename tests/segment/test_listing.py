"""A listing is one paragraph, whose lines and indents stand as the author typed them."""

from __future__ import annotations

import pytest

from cleaner.segment.html import segment_html

LINES = "a\n\n  b"
LISTINGS = {
    "plain": "<pre>a\n\n  b</pre>",
    "br": "<pre>a<br><br>&nbsp;&nbsp;b<br></pre>",
    "Pygments": "<pre><span></span><span class='k'>a</span>\n\n<span>  b</span>\n</pre>",
    "Shiki": '<pre><code><span class="line">a</span>\n<span class="line"></span>\n'
    '<span class="line">  b</span></code></pre>',
    "Shiki without breaks": '<pre><code><span class="line">a</span><span class="line"></span>'
    '<span class="line">  b</span></code></pre>',
    "Chroma": '<pre><code><span class="line"><span class="ln">1</span><span class="cl">a\n</span>'
    '</span><span class="line"><span class="ln">2</span><span class="cl">\n</span></span>'
    '<span class="line"><span class="ln">3</span><span class="cl">  b</span></span></code></pre>',
    "Prism in React": '<pre><code><span class="token-line"><span>a</span><br></span>'
    '<span class="token-line"><br></span><span class="token-line">  b<br></span></code></pre>',
    "Prism with numbers": '<pre class="line-numbers"><code>a\n\n  b<span aria-hidden="true" '
    'class="line-numbers-rows"><span></span></span></code></pre>',
    "a block a line": '<pre><div class="line">a</div>\n<div></div>\n<div>  b</div></pre>',
    "Rouge": '<table class="rouge-table"><tr><td class="gutter"><pre class="lineno">1\n2\n3</pre>'
    '</td><td class="code"><pre>a\n\n  b\n</pre></td></tr></table>',
    "numbers in a column": '<table class="highlighttable"><tr><td class="linenos"><div><pre>1\n2\n3'
    "</pre></div></td><td><div><pre>a\n\n  b</pre></div></td></tr></table>",
    "highlight.js with numbers": '<pre><code><table class="hljs-ln"><tr><td '
    'class="hljs-ln-numbers" data-line-number="1">1</td><td>a</td></tr><tr><td '
    'class="hljs-ln-numbers">2</td><td></td></tr><tr><td class="hljs-ln-numbers">3</td>'
    "<td>  b</td></tr></table></code></pre>",
    "a list": '<pre><ol class="linenums"><li>a</li><li></li><li>  b</li></ol></pre>',
    "a copy button": "<pre><button>Copy</button><code>a\n\n  b</code></pre>",
    "a prompt": '<pre><span style="user-select: none">$ </span>a\n\n  b</pre>',
    "a pre a line": '<div class="CodeMirror-code"><pre class="CodeMirror-line">a</pre><pre '
    'class="CodeMirror-line">&#8203;</pre><pre class="CodeMirror-line">  b</pre></div>',
}


@pytest.mark.parametrize("html", LISTINGS.values(), ids=LISTINGS)
def test_a_listing_keeps_its_lines_and_loses_all_else(html: str) -> None:
    assert segment_html(f"<p>before</p>{html}<p>after</p>").texts == ["before", LINES, "after"]


def test_a_page_inside_pre_is_no_listing() -> None:
    page = segment_html("<pre><h1>Minutes</h1>one\n  two<p>three</p></pre>")
    assert page.texts == ["Minutes", "one\n  two", "three"]
