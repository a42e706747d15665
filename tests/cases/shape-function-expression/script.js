(async function (input) {
  return input.n + 1;
})
