let error;
try {
  for (let i = 0; i <= 100000; i++) setTimeout(() => {}, 1e6);
} catch (thrown) {
  error = thrown;
}
return [error.name, error.message];
