const attempts = [
  { path: "/src/missing.txt" }, { path: "/src/lib" }, { path: "/src/readme.md/x" }, { path: "/src/a", start_line: 0 },
  { path: "/src/readme.md", start_line: 2, offset: 1 }, { path: "/src/readme.md", start_line: 3, end_line: 2 }, {}, { path: "/elsewhere" },
];
const ends = await Promise.allSettled(attempts.map((args) => tools.files.read(args)));
return ends.map(({ reason }) => [reason.kind, reason.data?.code ?? reason.data?.violations?.[0]?.pointer ?? null]);
