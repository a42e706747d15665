const source = await tools.docs.page({ slug: "intro" });

const escape = (s) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const inline = (s) =>
  s
    .split(/(`[^`]+`)/)
    .map((part, i) =>
      i % 2
        ? `<code>${escape(part.slice(1, -1))}</code>`
        : escape(part)
            .replace(/\*\*(.+?)\*\*/g, "<strong>$1</strong>")
            .replace(/\*(.+?)\*/g, "<em>$1</em>")
            .replace(/\[([^\]]+)\]\(([^)]+)\)/g, '<a href="$2">$1</a>'),
    )
    .join("");

const block = (text) => {
  let m;
  if ((m = text.match(/^```(\w*)\n([\s\S]*)\n```$/))) return `<pre class="${m[1]}">${escape(m[2])}</pre>`;
  if ((m = text.match(/^(#{1,6}) (.*?)(?: #+)?$/))) return `<h${m[1].length}>${inline(m[2])}</h${m[1].length}>`;
  const lines = text.split("\n");
  const list = (tag, marker) => `<${tag}>${lines.map((l) => `<li>${inline(l.replace(marker, ""))}</li>`).join("")}</${tag}>`;
  if (lines.every((l) => l.startsWith("- "))) return list("ul", /^- /);
  if (lines.every((l) => /^\d+\. /.test(l))) return list("ol", /^\d+\. /);
  if (lines.every((l) => l.startsWith("> "))) return `<blockquote>${inline(lines.map((l) => l.slice(2)).join(" "))}</blockquote>`;
  return `<p>${inline(lines.join(" "))}</p>`;
};

return source.split(/\n{2,}/).map(block);
