// What matters in what another tool returned.
const documents = [
  { id: 1, title: "Deploying", text: "Push to main.\nThe pipeline deploys within ten minutes." },
  { id: 2, title: "Rolling back", text: "A deployment is rolled back by deploying the previous one.\nDatabases are never rolled back." },
  { id: 3, title: "On call", text: "Who is on call answers within an hour." },
  { id: "de", title: "Größen", text: "Die Häuser in der Straße sind größer als das Haus am See." },
  { id: "ja", text: "東京は日本の首都です。" },
  { id: "ru", text: "Новые книги в библиотеке" },
];
const find = (query, more) => tools.search.documents({ query, documents, ...more });
const ids = async (query, more) => (await find(query, more)).results.map(({ id }) => id);
const { results: [best], total } = await find("how do I roll back a deployment");
return {
  best: { ...best, score: best.score > 0 },
  total,
  any: await ids("deploy pipeline"),
  all: await ids("deploy pipeline", { all: true }),
  phrase: await ids('"rolled back"'),
  without: await ids("deploy -pipeline"),
  german: await ids("haus", { language: "german" }),
  japanese: (await find("首都", { mark: "" })).results.map(({ id, snippets }) => [id, snippets]),
  russian: await ids("книга", { language: "russian" }),
  none: await find("zebra"),
};
