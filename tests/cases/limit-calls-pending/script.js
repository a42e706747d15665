const all = await Promise.all(Array.from({ length: 20000 }, (_, n) => tools.wait.tick({ n })));
return all.length;
