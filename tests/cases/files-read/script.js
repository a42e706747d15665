const whole = await tools.files.read({ path: "/src/lib/a.rs" });
const [some, tail, bytes, base64] = await Promise.all([
  tools.files.read({ path: "/src/lib/a.rs", start_line: 3, end_line: 4 }),
  tools.files.read({ path: "/src/lib/a.rs", start_line: 6 }),
  tools.files.read({ path: "/src/lib/a.rs", offset: 3, length: 3 }),
  tools.files.read({ path: "/src/readme.md", encoding: "base64", length: 3 }),
]);
const cut = await tools.files.read({ path: "/src/lib/a.rs", max_bytes: 5 });
return [whole, some.text, some.offset, tail.text, bytes.text, base64.text, [cut.text, cut.truncated, cut.bytes, cut.size]];
