(async () => {
  await sleep(1);
  return 'called';
})();
