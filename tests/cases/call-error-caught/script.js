let attempts = 0;
async function retry(call) {
  for (;;) {
    attempts++;
    try {
      return await call();
    } catch (error) {
      if (!error.retryable || attempts >= 3) break;
    }
  }
  return (await tools.shop.orders()).length;
}
return [await retry(() => tools.shop.fail()), attempts];
