async function depth(n) {
  return 1 + (await depth(n + 1));
}
return await depth(0);
