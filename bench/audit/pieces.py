"""A report as plain pieces that can be changed, and written as Markdown, HTML, Word or PDF."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tempen.audit.reading import Reading

TEXT = ("heading", "paragraph", "item", "quote", "caption", "image")


@dataclass(frozen=True)
class Piece:
    """A block: `rows` of a table, the first its head; else `text`."""

    kind: str
    text: str = ""
    level: int = 1
    rows: tuple[tuple[str, ...], ...] = field(default=())


def pieces_of(reading: Reading, most: int = 400) -> list[Piece]:
    """The first blocks of a reading, without running heads and contents."""
    made = []
    for block in reading.blocks[:most]:
        if block.kind == "table" and block.grid:
            rows = tuple(
                tuple(
                    cell.text.text
                    if (cell := row[column]) and (cell.row, cell.column) == (index, column)
                    else ""
                    for column in range(block.grid.width)
                )
                for index, row in enumerate(block.grid.rows)
            )
            made.append(Piece("table", rows=rows))
        elif block.kind in TEXT and block.text.text:
            made.append(Piece(block.kind, block.text.text, max(block.level, 1)))
    return made


def with_cell(piece: Piece, row: int, column: int, text: str) -> Piece:
    rows = [list(one) for one in piece.rows]
    rows[row][column] = text
    return replace(piece, rows=tuple(tuple(one) for one in rows))


def to_markdown(pieces: list[Piece], lang: str) -> bytes:
    lines: list[str] = []
    for piece in pieces:
        if piece.kind == "table":
            rows = [" | ".join(cell.replace("|", "/") for cell in row) for row in piece.rows]
            rule = " | ".join("---" for _ in piece.rows[0])
            lines += [f"| {rows[0]} |", f"| {rule} |", *(f"| {row} |" for row in rows[1:]), ""]
        elif piece.kind == "heading":
            lines += ["#" * piece.level + " " + plain(piece.text), ""]
        elif piece.kind == "item":
            lines.append("- " + plain(piece.text))
        elif piece.kind == "image":
            lines += [f"![{piece.text.replace(']', ')')}](picture.png)", ""]
        else:
            lines += ["", plain(piece.text), ""]
    return "\n".join(lines).encode()


def plain(text: str) -> str:
    """A text that Markdown takes as it stands."""
    text = text.replace("\n", " ")
    if text[:1] in "#>-+*|" or text[:2].rstrip(".").isdigit():
        text = "\\" + text if text[:1] in "#>-+*|" else text
    return text.replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def to_html(pieces: list[Piece], lang: str) -> bytes:
    made = [f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>r</title><body>']
    for piece in pieces:
        said = html.escape(piece.text)
        if piece.kind == "table":
            head, *body = piece.rows
            made.append("<table><thead><tr>")
            made += [f'<th scope="col">{html.escape(cell)}</th>' for cell in head]
            made.append("</tr></thead><tbody>")
            for row in body:
                cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in row)
                made.append(f"<tr>{cells}</tr>")
            made.append("</tbody></table>")
        elif piece.kind == "heading":
            made.append(f"<h{min(piece.level, 6)}>{said}</h{min(piece.level, 6)}>")
        elif piece.kind == "item":
            made.append(f"<ul><li>{said}</li></ul>")
        elif piece.kind == "image":
            made.append(f'<img src="p.png" alt="{html.escape(piece.text, quote=True)}">')
        else:
            made.append(f"<p>{said}</p>")
    return "\n".join([*made, "</body></html>"]).encode()


def to_word(pieces: list[Piece], lang: str) -> bytes:
    from docx import Document

    document = Document()
    for piece in pieces:
        if piece.kind == "table":
            table = document.add_table(len(piece.rows), len(piece.rows[0]))
            for row, cells in zip(table.rows, piece.rows, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
        elif piece.kind == "heading":
            document.add_heading(piece.text, min(piece.level, 9))
        elif piece.kind == "item":
            document.add_paragraph(piece.text, style="List Bullet")
        elif piece.kind == "caption":
            document.add_paragraph(piece.text, style="Caption")
        else:
            document.add_paragraph(piece.text)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def to_pdf(pieces: list[Piece], lang: str) -> bytes:
    import typst

    made = [f'#set text(lang: "{lang}", size: 10pt)', "#set page(numbering: none)"]
    for piece in pieces:
        said = quoted(piece.text)
        if piece.kind == "table":
            head = ", ".join(f"[#{quoted(cell)}]" for cell in piece.rows[0])
            cells = ", ".join(f"[#{quoted(cell)}]" for row in piece.rows[1:] for cell in row)
            made.append(f"#table(columns: {len(piece.rows[0])}, table.header({head}), {cells})")
        elif piece.kind == "heading":
            made.append(f"#heading(level: {piece.level})[#{said}]")
        elif piece.kind == "item":
            made.append(f"#list([#{said}])")
        else:
            made.append(f"#par[#{said}]")
    return typst.compile("\n\n".join(made).encode())


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


WRITERS: dict[str, Callable[[list[Piece], str], bytes]] = {
    "md": to_markdown,
    "html": to_html,
    "docx": to_word,
    "pdf": to_pdf,
}
