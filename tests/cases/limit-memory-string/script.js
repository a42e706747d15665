const texts = [];
for (;;) texts.push('x'.repeat(100000) + texts.length);
