const commits = await tools.git.commits({ branch: "main", limit: 6 });

// One lookup for each author however many commits there are: the promise is cached, not the value
const lookups = new Map();
let calls = 0;
function user(id) {
  if (!lookups.has(id)) {
    calls++;
    lookups.set(id, tools.git.user({ id }).catch((error) => ({ login: `ghost (${error.message})` })));
  }
  return lookups.get(id);
}

const named = await Promise.all(commits.map(async ({ sha, author }) => ({ sha, by: (await user(author)).login })));
const perAuthor = Object.groupBy(named, ({ by }) => by);

({
  named,
  counts: Object.fromEntries(Object.entries(perAuthor).map(([by, list]) => [by, list.length])),
  calls,
});
