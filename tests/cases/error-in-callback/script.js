const names = [{ n: { a: 1 } }, {}];
return names
  .filter((x) => x)
  .map((x) => x.n.a);
