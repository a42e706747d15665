let deep = null;
for (let i = 0; i < 5000; i++) deep = [deep];
return deep;
