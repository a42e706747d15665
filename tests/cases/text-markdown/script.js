const page = `<html><head><title>T</title><style>p{}</style></head><body><nav><a href="/">Home</a></nav>
<h1>Report</h1><p>All is <b>well</b>, see <a href="/more">more</a>.<script>alert(1)</script></p>
<ul><li>one<li>two<ol><li>deep</ol></ul><table><tr><th>Name<th>Sum</tr><tr><td>Ada<td>1|2</tr></table>
<pre><code class="language-js">f(1)\n</code></pre><img src="x.png" alt="a cat"></body></html>`;
const whole = await tools.text.markdown({ html: page });
const plain = await tools.text.markdown({ html: page, links: false, images: false });
const wrong = [];
for (const html of ["<div>".repeat(300), "<div>".repeat(100000), "<b><div>".repeat(50000), "a".repeat(5 << 20), null]) {
  wrong.push(await tools.text.markdown({ html }).catch(({ kind, data }) => [kind, data?.limit ?? data?.violations?.[0]?.pointer]));
}
return { whole, plain: plain.includes("](") || plain.includes("!["), deep: (await tools.text.markdown({ html: "<div>".repeat(240) + "x" })), wrong };
