const lookup = async (key) => {
  try {
    return await race([tools.cache.get({ key }), tools.db.get({ key })]);
  } catch (e) {
    // a race is lost with its first failure too
    return `lost: ${e.message}`;
  }
};

const answers = [];
for (const key of ["k1", "k2", "k3"]) answers.push(await lookup(key));
answers;
