let attempts = 0;
const { id } = await retry(() => {
  attempts++;
  return tools.jobs.start({ kind: "report" });
}, { delay: 1 });

// polling: "not done yet" is an error that `when` accepts
class NotDone extends Error {}
const done = await retry(
  async (attempt) => {
    const job = await tools.jobs.status({ id });
    if (job.state !== "done") throw new NotDone(`attempt ${attempt}: ${job.state}`);
    return job;
  },
  { times: 5, delay: 1, factor: 1, when: (error) => error instanceof NotDone },
);

let tries = { delete: 0, logs: 0 };
const outcome = (promise) => promise.then(() => "fine", (e) => `${e.kind}: ${e.message}`);
const deleted = await outcome(retry(() => (tries.delete++, tools.jobs.delete({ id })), { delay: 1 }));
const logs = await outcome(retry(() => (tries.logs++, tools.jobs.logs({ id })), { times: 4, delay: 1 }));

return { attempts, output: done.output, deleted, logs, tries };
