let pending = [...input.ids];
const done = [];
const dead = {};
const rounds = [];

while (pending.length > 0 && rounds.length < input.rounds) {
  rounds.push([...pending]);
  const results = await Promise.allSettled(pending.map((id) => tools.sync.push({ id })));
  const again = [];
  for (const [i, result] of results.entries()) {
    const id = pending[i];
    if (result.status === "fulfilled") done.push(id);
    else if (result.reason.retryable) again.push(id);
    else dead[id] = result.reason.message;
  }
  pending = again;
  console.log(`round ${rounds.length}: ${done.length} done, ${pending.length} left`);
}
for (const id of pending) dead[id] = "out of rounds";

({ rounds, done, dead });
