const documents = [{ id: 1, text: "a" }];
const attempts = [
  { query: "", documents },
  { query: "-a", documents },
  { query: "a" },
  { query: "a", documents: [{ text: "a" }] },
  { query: "a", documents: [...documents, ...documents] },
  { query: "a", documents: [{ id: 1, text: "a ".repeat(2 << 20) }] },
  { query: "a", documents, language: "klingon" },
  { query: Array.from({ length: 101 }, (_, n) => `w${n}`).join(" "), documents },
  { query: "a", documents, mark: "*".repeat(33) },
];
const ends = await Promise.allSettled(attempts.map((args) => tools.search.documents(args)));
const files = await tools.search.files({ query: "a" }).catch((error) => error.kind);
return [
  ...ends.map(({ reason }) => `${reason?.kind} ${reason?.data?.code ?? reason?.data?.violations?.[0]?.pointer}`),
  files,
  (await tools.search.documents({ query: "a", documents })).total,
];
