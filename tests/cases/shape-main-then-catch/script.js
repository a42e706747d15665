async function main() {
  console.log('once');
  return 5;
}

main().catch((error) => console.error(error));
