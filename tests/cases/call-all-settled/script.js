const ends = await Promise.allSettled([tools.shop.slow(), tools.shop.fail(), tools.shop.echo({ a: 1 }), tools.shop.missing()]);
return ends.map((end) => (end.status === "fulfilled" ? end.value : end.reason.kind));
