async function* values() {
  yield 1;
  await new Promise(() => {});
}
for await (const value of values()) {
  console.log(value);
}
