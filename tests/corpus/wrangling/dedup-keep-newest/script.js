const { rows } = await tools.crm.export({});

const newest = new Map();
const anonymous = [];
for (const row of rows) {
  const key = row.email?.trim().toLowerCase();
  if (!key) {
    anonymous.push(row.id);
    continue;
  }
  const seen = newest.get(key);
  // timestamps carry different offsets, so compare instants and not strings; ties keep the first one
  if (!seen || Date.parse(row.updated) > Date.parse(seen.updated)) newest.set(key, row);
}

const kept = [...newest].map(([email, { id, plan, updated }]) => ({ email, id, plan, updated: new Date(updated).toISOString().replace(".000Z", "Z") }));
const keptIds = new Set(kept.map((k) => k.id));
const dropped = rows.filter((r) => !keptIds.has(r.id) && !anonymous.includes(r.id)).map((r) => r.id);

return { kept, dropped, anonymous };
