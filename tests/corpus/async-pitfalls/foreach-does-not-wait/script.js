// The classic: forEach with an async callback returns before anything has happened.
const users = await tools.crm.users({});

const totals = [];
users.forEach(async (user) => {
  const { spent } = await tools.crm.spent({ id: user.id });
  totals.push({ name: user.name, spent });
});
const tooEarly = totals.length;

// the repair: a promise for each, and wait for all of them
const proper = await Promise.all(
  users.map(async ({ id, name }) => {
    const { spent } = await tools.crm.spent({ id });
    return { name, spent };
  }),
);

return { tooEarly, total: proper.reduce((sum, { spent }) => sum + spent, 0), names: proper.map((p) => p.name) };
