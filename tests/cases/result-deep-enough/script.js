let deep = null;
for (let i = 0; i < 100; i++) deep = i % 2 ? [deep] : { deep };
return deep;
