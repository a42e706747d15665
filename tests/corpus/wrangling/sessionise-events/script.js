const main = async ({ gap_minutes, events }) => {
  const gap = gap_minutes * 60_000;
  const sessions = [];
  const open = new Map();

  for (const event of events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const time = Date.parse(event.at);
    let session = open.get(event.user);
    if (!session || time - session.last > gap) {
      session = { user: event.user, start: event.at, pages: [], first: time };
      open.set(event.user, session);
      sessions.push(session);
    }
    session.last = time;
    session.pages.push(event.page);
  }

  return sessions.map(({ first, last, ...session }) => ({
    ...session,
    seconds: (last - first) / 1000,
    bounced: session.pages.length === 1,
  }));
};

return await main(input);
