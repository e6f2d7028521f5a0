"""Write a text of forms as one HTML page."""

from orchestration.demo.writers import html
from tests.containers.printed import lay_out_text


def write_html(text: str) -> bytes:
    """Return the forms of a text as a page with each cell on a separate line."""
    return html.write_html(lay_out_text(text)).replace(b"<td", b"\n<td").replace(b"</tr>", b"\n</tr>")
