const first = await Promise.race([tools.shop.never(), tools.shop.slow()]);
const any = await Promise.any([tools.shop.fail(), tools.shop.slow()]);
return [first, any];
