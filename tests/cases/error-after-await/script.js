async function inner() {
  await sleep(1);
  const nothing = undefined;
  return nothing.x;
}

async function outer() {
  return await inner();
}

await outer();
