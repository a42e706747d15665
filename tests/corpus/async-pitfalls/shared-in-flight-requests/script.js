// Many callers, one request: the promise is what is cached, and a failure is not kept.
const inFlight = new Map();
let misses = 0;

function lookup(id) {
  if (inFlight.has(id)) return inFlight.get(id);
  misses++;
  const promise = tools.dir.lookup({ id }).catch((error) => {
    inFlight.delete(id);
    throw error;
  });
  inFlight.set(id, promise);
  return promise;
}

const nameOf = async (id) => {
  try {
    return (await lookup(id)).name;
  } catch (error) {
    return `(${error.kind})`;
  }
};

const first = await Promise.all(["u1", "u2", "u1", "u3", "u1", "u2", "u3"].map(nameOf));
const missesFirst = misses;
const second = await Promise.all(["u3", "u1", "u3"].map(nameOf));
return { first, missesFirst, second, misses, sameObject: (await lookup("u1")) === (await lookup("u1")) };
