const reasons = [];
for (const args of [{ customer: 5 }, { limit: 1.5 }, { customer: null, limit: -1 }, [], null, "text"]) {
  const error = await tools.shop.orders(args).catch((error) => error);
  reasons.push([error.kind, ...error.data.violations.map((violation) => violation.pointer)]);
}
return reasons;
