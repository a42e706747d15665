const unused = 1;
for (const n of [1]) console.log(n);
