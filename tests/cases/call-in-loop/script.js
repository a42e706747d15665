let sum = 0;
for (let n = 0; n < 500; n++) sum += (await tools.shop.echo({ n })).n;
return sum;
