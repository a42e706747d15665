const ends = await Promise.allSettled([
  tools.files.write({ path: "/src/readme.md", text: "changed" }),
  tools.files.write({ path: "/src/new.md", text: "new" }),
  tools.files.write({ path: "/src/readme.md", text: "more", mode: "append" }),
]);
return [ends.map((end) => end.reason?.kind), (await tools.files.read({ path: "/src/readme.md" })).text, (await tools.files.list({ directory: "/src" })).entries.length];
