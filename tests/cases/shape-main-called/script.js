async function main() {
  await null;
  return 'once';
}

main();
