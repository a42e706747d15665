await tools.shop.slow();
await { then() {} };
