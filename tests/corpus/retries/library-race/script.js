const log = [];

// asks until there is a value, or until somebody else has won
const poll = (store, key) => async (signal) => {
  try {
    while (true) {
      const { pending, value } = await tools[store].get({ key }, { signal });
      if (!pending) return value;
    }
  } finally {
    log.push(`${key} ${store}`);
  }
};

const lookup = async (key) => {
  try {
    return await race([poll("cache", key), poll("db", key)]);
  } catch (e) {
    // a race is lost with its first failure too
    return `lost: ${e.message}`;
  }
};

const answers = [];
for (const key of ["k1", "k2", "k3"]) {
  answers.push(await lookup(key));
  await sleep(1); // the loser hears of it
}
({ answers, ended: log.sort() });
