import html
import re


def inline(text):
    parts = re.split(r"(`[^`]+`)", text)
    for i, part in enumerate(parts):
        if i % 2:
            parts[i] = f"<code>{html.escape(part[1:-1], quote=False)}</code>"
            continue
        part = html.escape(part, quote=False)
        part = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", part)
        part = re.sub(r"\*(.+?)\*", r"<em>\1</em>", part)
        parts[i] = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r'<a href="\2">\1</a>', part)
    return "".join(parts)


def items(tag, lines, marker):
    inner = "".join(f"<li>{inline(re.sub(marker, '', line, count=1))}</li>" for line in lines)
    return f"<{tag}>{inner}</{tag}>"


def block(text):
    if m := re.fullmatch(r"```(\w*)\n(.*)\n```", text, re.S):
        return f'<pre class="{m[1]}">{html.escape(m[2], quote=False)}</pre>'
    if m := re.fullmatch(r"(#{1,6}) (.*?)(?: #+)?", text):
        level = len(m[1])
        return f"<h{level}>{inline(m[2])}</h{level}>"
    lines = text.split("\n")
    if all(line.startswith("- ") for line in lines):
        return items("ul", lines, r"^- ")
    if all(re.match(r"\d+\. ", line) for line in lines):
        return items("ol", lines, r"^\d+\. ")
    if all(line.startswith("> ") for line in lines):
        return f"<blockquote>{inline(' '.join(line[2:] for line in lines))}</blockquote>"
    return f"<p>{inline(' '.join(lines))}</p>"


async def main():
    source = await tools.docs.page(slug="intro")
    return [block(text) for text in re.split(r"\n{2,}", source)]
