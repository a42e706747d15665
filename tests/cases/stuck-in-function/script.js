let resolveLater;
async function wait() {
  const gate = new Promise((resolve) => {
    resolveLater = resolve;
  });
  await gate;
  return 1;
}

const value = await wait();
return value;
