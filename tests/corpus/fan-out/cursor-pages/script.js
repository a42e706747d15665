async function main() {
  const all = [];
  let cursor;
  let pages = 0;

  do {
    const page = await tools.issues.list({ state: "open", per_page: 2, ...(cursor && { cursor }) });
    all.push(...page.items);
    cursor = page.next; // an empty page does not mean that there is no next one
    pages++;
  } while (cursor && pages < 50);

  // pages may overlap when something was added in between
  const unique = [...new Map(all.map((issue) => [issue.n, issue])).values()];
  const labels = {};
  for (const { n, labels: names } of unique) for (const name of names.length ? names : ["unlabelled"]) (labels[name] ??= []).push(n);

  return { pages, fetched: all.length, unique: unique.length, labels };
}
