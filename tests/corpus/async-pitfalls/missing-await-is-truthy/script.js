// A promise is truthy, whatever it will be: forgotten awaits in conditions, filters and templates.
const isAllowed = async (name) => {
  const { allowed } = await tools.auth.check({ name });
  return allowed;
};

const names = ["root", "guest", "mallory"];
const wrongIf = names.map((name) => (isAllowed(name) ? "in" : "out"));
const wrongFilter = names.filter(async (name) => await isAllowed(name));
const promise = isAllowed("guest");
const kinds = [promise instanceof Promise, typeof promise, promise === false];
const wrongSome = names.some(async (n) => (await isAllowed(n)) && n === "nobody");

const verdicts = await Promise.all(names.map(isAllowed));
const rightFilter = names.filter((_, i) => verdicts[i]);

return { wrongIf, wrongFilter, wrongSome, isPromise: kinds[0], isFalse: kinds[2], rightFilter, awaited: await promise };
